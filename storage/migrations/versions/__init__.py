"""Versions of the schema, in order."""
