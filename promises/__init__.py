"""What we said we would do: the single source of promise."""
