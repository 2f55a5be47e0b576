"""Hypotheses in the chat: noting and closing them, and telling what they earned.

What a start needs of it stands here; everything else is imported with the first hypothesis.
"""

HYPOTHESIS_DUE = "hypothesis_due"
"""The kind of the touches that wait for 3 and 6 months to pass, and of the rows that tell of it."""
VERSION = 1
