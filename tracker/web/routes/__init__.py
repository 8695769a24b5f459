"""The addresses, one noun a file; none knows of another."""
