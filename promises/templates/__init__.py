"""Ways to begin a promise: templates of the organization, and pasted text whose lines become proposed terms."""
