"""Cadences: when people hear from us unasked, how often at most, and what ends it."""
