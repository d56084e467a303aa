"""The map as a document outside: files in and out, templates, and the whole map over REST."""
