"""The alarm clock: which jobs there are, and the process that wakes for them."""
