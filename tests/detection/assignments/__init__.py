"""Tests of the reading of assignments."""
