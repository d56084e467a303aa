"""Calendars of members: appointments with customers become presence time, as far as nothing else counted the same minutes."""
