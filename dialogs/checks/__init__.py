"""The proofs behind `dialogs.check`, one module for each kind.

Each takes a well-formed scenario on a `Sheet` and writes its findings there. Nothing here changes a
scenario or speaks to people.
"""
