"""Nouns and pure rules of evwatch: no network, no database, no clock."""
