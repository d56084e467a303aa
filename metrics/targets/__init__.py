"""Targets of metrics: what somebody set out to reach, and from which day on."""
