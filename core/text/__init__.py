"""What evwatch makes of text before it compares any."""
