"""What leakscan promises, as tests."""
