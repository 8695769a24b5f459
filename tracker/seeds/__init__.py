"""Files of seeds, read into validated records."""
