"""Which company is meant: spellings of names, how alike they are, and the joining of companies."""
