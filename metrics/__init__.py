"""Measure and improve: reads every floor below, and nothing imports it."""
