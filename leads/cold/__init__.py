"""The cold funnel: people whom we wrote to first, and how their chat with the bot begins."""
