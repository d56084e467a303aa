"""The first page: for a visitor what Presence is, for a member where to begin."""
