"""How a call to a CRM can fail, and what follows from it.

    CrmError
    ├── CrmUnavailable       surely not done: try again later
    │   ├── CrmRateLimited   too many calls: try again after `retry_after` seconds
    │   └── CrmNotYet        we wait for ourselves, nobody was called
    ├── CrmAmbiguous         perhaps done: look our key up before trying again
    ├── CrmAccountError      nothing works until a person mends it: pause the account, alert
    │   ├── CrmAuthError     the token or its rights
    │   └── CrmConfigError   the address, the plan, the mapping
    └── CrmRefused           this one will never work: park it
        ├── CrmRejected      a value; `field` names it where the CRM does
        ├── CrmNotFound      the card is gone
        └── CrmUnsupported   this adapter can't
    CrmForged                an inbound request that nobody vouches for

Messages never hold a secret and may be logged. Which status means what is `KIND_OF_STATUS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from crm_sync.cards import Entity, Made


class Kind(StrEnum):
    """Kinds of failure, as tables name them."""

    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate_limited"
    AMBIGUOUS = "ambiguous"
    AUTH = "auth"
    CONFIG = "config"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    UNSUPPORTED = "unsupported"


class CrmError(Exception):
    """A call failed. `made` is what had been written by then, whole; what was `untried` was surely
    not even begun. `code` is the CRM's own word."""

    kind: ClassVar[Kind]

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        field: str | None = None,
        retry_after: float | None = None,
        made: Made | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.field = field
        self.retry_after = retry_after
        self.made: Made = made or {}
        self.untried: frozenset[Entity] = frozenset()


class CrmUnavailable(CrmError):
    """Surely not done."""

    kind = Kind.UNAVAILABLE


class CrmRateLimited(CrmUnavailable):
    """Too many calls."""

    kind = Kind.RATE_LIMITED


class CrmNotYet(CrmUnavailable):
    """Another delivery creates the card, or an earlier attempt is not to be seen yet."""


class CrmAmbiguous(CrmError):
    """Nobody knows whether it was done."""

    kind = Kind.AMBIGUOUS


class CrmAccountError(CrmError):
    """Nothing works until a person mends it."""


class CrmAuthError(CrmAccountError):
    """The token was refused, or it lacks a right."""

    kind = Kind.AUTH


class CrmConfigError(CrmAccountError):
    """The address, the plan or the mapping is wrong."""

    kind = Kind.CONFIG


class CrmRefused(CrmError):
    """This one will never work as it is."""


class CrmRejected(CrmRefused):
    """The CRM refuses a value."""

    kind = Kind.REJECTED


class CrmNotFound(CrmRefused):
    """The card is gone."""

    kind = Kind.NOT_FOUND


class CrmUnsupported(CrmRefused):
    """This adapter can't do that."""

    kind = Kind.UNSUPPORTED


class CrmForged(Exception):
    """An inbound request without a valid signature or secret."""


ERROR_OF_KIND: Mapping[Kind, type[CrmError]] = {
    error.kind: error
    for error in (
        CrmUnavailable,
        CrmRateLimited,
        CrmAmbiguous,
        CrmAuthError,
        CrmConfigError,
        CrmRejected,
        CrmNotFound,
        CrmUnsupported,
    )
}

KIND_OF_STATUS: Mapping[int, Kind] = {
    401: Kind.AUTH,
    402: Kind.CONFIG,
    403: Kind.AUTH,
    404: Kind.NOT_FOUND,
    405: Kind.CONFIG,
    408: Kind.AMBIGUOUS,
    410: Kind.NOT_FOUND,
    423: Kind.UNAVAILABLE,
    425: Kind.UNAVAILABLE,
    429: Kind.RATE_LIMITED,
    503: Kind.UNAVAILABLE,
}
"""What the statuses mean that mean something of their own; an adapter may know better."""


def kind_of_status(status: int, own: Mapping[int, Kind] | None = None) -> Kind:
    """What kind of failure a status is, by the adapter's `own` table first.

    A redirect is a wrong address; any other 4xx refuses what was sent, any other 5xx may have come
    after the work was done.
    """
    found = (own or {}).get(status) or KIND_OF_STATUS.get(status)
    if found is not None:
        return found
    if 300 <= status < 400:
        return Kind.CONFIG
    return Kind.REJECTED if status < 500 else Kind.AMBIGUOUS
