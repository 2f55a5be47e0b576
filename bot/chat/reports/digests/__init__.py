"""Digests: sent by themselves, as outbox rows whose figures are read when they are delivered.

What a start needs of it stands here: the kinds of the touches that plan them, and of the rows that
bring them, whose version is the same for all.
"""

DIGEST_WEEK = "digest_week"
DIGEST_DAY = "digest_day"
VERSION = 1
