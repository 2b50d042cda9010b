"""Values assigned to names that promise a secret, in whatever a file is written."""
