"""Tests of core.gazetteer."""
