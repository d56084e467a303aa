"""The record: promises in append-only revisions made of terms, and the verbs that write them."""
