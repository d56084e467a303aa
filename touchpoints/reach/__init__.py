"""The way to a person: the link in every message, the page behind it, and whether somebody answers there."""
