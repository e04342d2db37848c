"""Makes Django find the commands beside it."""
