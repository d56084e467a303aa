"""Tests of the room suppression."""
