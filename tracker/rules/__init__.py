"""Rule packs: what they may say, what they say of a commitment, and where they are read from."""
