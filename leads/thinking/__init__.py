"""People who think about an offer or wait for something: why, and what both sides say of it."""
