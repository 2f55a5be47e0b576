"""What the program serves over HTTP to people and sites: the intake of forms."""
