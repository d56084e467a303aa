"""The outbox: each automated message as a row, from the reason to send it to what became of it."""
