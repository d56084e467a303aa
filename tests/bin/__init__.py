"""The commands of bin/."""
