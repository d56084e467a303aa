"""What Prometheus reads of the whole installation."""
