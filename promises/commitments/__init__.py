"""Commitments of promises: what is due, to whom and by when; done, renegotiated, and as a calendar."""
