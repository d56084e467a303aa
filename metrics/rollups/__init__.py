"""Sums of interactions by day and by month, kept exact by marks on what changed."""
