"""What a SQLite database is made of: pages, and the records on them."""
