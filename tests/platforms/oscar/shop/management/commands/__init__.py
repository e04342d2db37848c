"""Holds the shop's own commands: `seed`."""
