"""What of ours is where in the CRMs, how fast they may be called, and their tokens, as rows."""
