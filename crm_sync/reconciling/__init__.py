"""Both sides of an account beside each other: what differs, whose word counts, bringing in line."""
