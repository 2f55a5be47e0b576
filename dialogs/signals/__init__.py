"""Soft signals: what is noticed besides the answers, and what it weighs.

Signals only ever add weight. What a person needs, and what they have for it, decides
(`dialogs.checks.signals` proves it); no word of suspicion is said to anybody.
"""
