"""What comes back from CRMs: whose word counts for each thing, and what becomes of a lead by it."""
