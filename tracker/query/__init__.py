"""The one way to ask: a text becomes a small tree, and the tree is judged against facts, here or in SQL. Pure."""
