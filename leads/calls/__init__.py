"""Calls: whoever of staff answers a caller fills the quiz in for them."""
