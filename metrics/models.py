"""This floor has no tables yet: it reads the floors below."""
