"""Reports of managers in the bot: what is asked in words, answered as text."""
