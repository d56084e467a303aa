"""What somebody said they would come back to, and on which day."""
