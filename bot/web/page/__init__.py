"""The page of reports: how it is entered, what it shows, how it keeps itself up to date."""
