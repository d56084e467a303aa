"""Handoffs: who owes a customer an answer, since when, by when, and what became of it."""
