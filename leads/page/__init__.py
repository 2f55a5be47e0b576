"""Who may look at the page of reports: one-time links, browsers that were let in, known devices."""
