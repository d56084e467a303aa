"""Presence time as people live it: one's own minutes against one's own target, teams from five people, targets with dates."""
