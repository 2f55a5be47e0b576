"""Conflicts of interest as managers see and decide them."""
