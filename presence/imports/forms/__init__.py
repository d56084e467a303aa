"""What a person types or chooses on the way from a file to an import."""
