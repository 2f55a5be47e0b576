"""The scenario's schema: which keys a file may have, and what each must hold.

Every mistake is reported and reading goes on, so that an author sees them all at once. What needs
the scenario as a whole (paths, scores, personas) is for `dialogs.check`.
"""
