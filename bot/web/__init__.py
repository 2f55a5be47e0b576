"""What the program serves over HTTP to people and sites: the intake of forms, the
page of reports. Words come from `bot.app`."""
