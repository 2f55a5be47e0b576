"""Questions in, facts out: scenarios, the pure engine and the one-transaction turn."""
