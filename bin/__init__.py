"""The commands that people and continuous integration run; what they share is in bin/local."""
