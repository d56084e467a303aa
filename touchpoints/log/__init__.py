"""Logging a contact in ten seconds: with whom, what is guessed about it, and the few things that only a person knows."""
