"""Salespeople's own calendars in other systems: when they are busy, and meetings written there."""
