"""The commands of bin/ on a developer's machine. Needs nothing but Python's standard library."""
