"""The command line: one noun a file; each command calls one use case and says what came of it."""
