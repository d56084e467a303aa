"""Said but not recorded: notes that sound like a commitment of ours and are in no promise (product.md 3.5)."""
