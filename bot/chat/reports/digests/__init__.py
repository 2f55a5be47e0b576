"""Digests: sent by themselves, as outbox rows whose figures are read when they are delivered.

What a start needs of it stands here.
"""

DIGEST = "digest_week"
"""The kind of the touch that plans the digests of a week, and of the rows that bring them."""
