"""Why a request is not taken: a status, a code for programs, and what the words need. No words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STATUS: Mapping[str, int] = {
    "malformed": 400,  # the body is no form
    "refused": 403,  # who asks has no right to; which part of it was wrong is told to nobody
    "stale": 403,  # rightly signed, but long ago or for a time to come
    "other": 409,  # the key of an earlier submission with another content
    "replayed": 409,  # word for word a signed request that came before
    "too_large": 413,
    "unsupported": 415,  # neither JSON nor urlencoded
    "machine": 422,  # a field was filled in that people don't see
    "unread": 422,  # fields that have to be mended
    "too_many": 429,
    "busy": 503,  # it could not be stored in time
}
"""Code of a refusal → its HTTP status."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A field to be mended, in words. `label` is what it is called on a page."""

    field: str
    label: str
    message: str


@dataclass
class Refused(Exception):
    """The request is not taken. `fields` are those to be mended, in `language`, which is "" for
    requests that were not read so far."""

    code: str
    fields: tuple[Unfit, ...] = field(default=())
    language: str = ""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.code]
