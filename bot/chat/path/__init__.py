"""/path: how a lead's person came to us, step by step, with buttons that note a touch."""
