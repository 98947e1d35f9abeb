"""Thin adapters between Scrapy's items and what does the work."""
