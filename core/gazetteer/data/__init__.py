"""Data of the gazetteer: one file per type of entity, and what is said of all of them."""
