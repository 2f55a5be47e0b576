"""What can go wrong with the database, each said in one sentence that a person can act on.

Errors of the database driver itself are not wrapped: they mean a bug or a lost connection.
"""

from __future__ import annotations


class DatabaseError(Exception):
    """The database can't be used as it is; the message says why and what to do."""


class DatabaseLocked(DatabaseError):
    """Another process holds this SQLite file."""


class DatabaseTooNew(DatabaseError):
    """The database was written by a newer version of Prequal, or by another program."""


class UnknownKey(DatabaseError):
    """Stored data are encrypted with a key that the key file does not hold."""


class SessionConflict(Exception):
    """The session changed since it was loaded: do the whole turn once more."""


class LeadConflict(Exception):
    """The lead changed since it was loaded: load it again and decide anew."""
