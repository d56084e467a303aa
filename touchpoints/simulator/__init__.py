"""What if: the map's modes on a copy, and what they would cost in human hours before anything is published."""
