"""Pure decisions about files and cells: bytes and texts in, values or words for the user out. No tables, no clock."""
