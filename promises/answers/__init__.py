"""What the customer says: their own page of a promise behind a signed link, and what they answered there."""
