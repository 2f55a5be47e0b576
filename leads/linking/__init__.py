"""Links to the bot: those that staff make, and those of people whom we know already."""
