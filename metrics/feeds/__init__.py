"""Secret addresses at which a spreadsheet reads a metric."""
