"""What a build reads, sends and bakes of a directory."""
