"""The example organization: believable, complete, never sent outside, and gone in one click."""
