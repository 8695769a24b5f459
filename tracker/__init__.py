"""Commitment Tracker: a register of public commitments that watches itself."""

__version__ = "0.1.0"
