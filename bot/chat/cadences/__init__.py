"""Cadences as people meet them: the words, and what the buttons under them do."""
