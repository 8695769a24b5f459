"""What the register costs, as ratios to what the databases and the interpreter can do at best (README.md)."""
