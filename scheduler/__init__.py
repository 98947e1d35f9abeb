"""What runs in the background: crawls, matching, delivery."""
