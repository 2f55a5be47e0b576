"""Meetings with people: when they can be, booking them, reminding of them, what became of them."""
