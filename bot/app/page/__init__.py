"""Part of the composition root: the page of reports over one database, in the bot's own words."""
