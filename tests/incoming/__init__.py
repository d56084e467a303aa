"""Tests of the room incoming."""
