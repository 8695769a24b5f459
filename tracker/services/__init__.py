"""Use cases by noun: each reads the clock once, opens one transaction, and returns a frozen view."""
