"""Links to the bot: those that staff make for a campaign or a partner, and those of known people."""
