"""The query language: parse, match, highlight, explain."""
