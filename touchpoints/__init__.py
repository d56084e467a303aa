"""Where and how we meet the customer."""
