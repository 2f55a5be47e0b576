"""What came of what was done: clients asked, leads passed on, mailings, verdicts overridden."""
