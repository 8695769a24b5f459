"""What is told to people outside the pages: messages, how they are written, and the ways they travel."""
