"""The pure core: what a commitment is and what follows from it, always told the time."""
