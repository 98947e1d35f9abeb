"""What evwatch remembers: schema, functions on a session, search."""
