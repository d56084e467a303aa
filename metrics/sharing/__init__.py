"""Links that show the page of metrics to people outside, until they end or are withdrawn."""
