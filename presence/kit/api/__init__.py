"""Conventions that every endpoint of the REST API shares (docs/api.md). Rooms add resources in their own `api.py`."""
