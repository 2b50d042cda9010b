"""What the zip format is made of: the records of both views, and the ways to pack."""
