"""Spiders: thin, they only join the steps."""
