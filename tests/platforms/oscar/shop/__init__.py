"""Holds the test shop's own app: its settings, addresses and seed; never a model or a view."""
