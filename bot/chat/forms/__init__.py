"""Whoever sent a form of a site goes on in the chat: the form's link, opened."""
