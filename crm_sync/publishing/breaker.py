"""The circuit breaker of one account: when nothing works, one tries and the rest wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm_sync.errors import (
    CrmAccountError,
    CrmAmbiguous,
    CrmError,
    CrmNotYet,
    CrmRateLimited,
    CrmUnavailable,
)

FAILURES = 4
FIRST_REST = timedelta(seconds=4)
LONGEST_REST = timedelta(minutes=1)
ACCOUNT_REST = timedelta(minutes=2)


@dataclass(slots=True)
class Breaker:
    """Closed while calls succeed. After `FAILURES` in a row, or one that only a person can mend,
    it opens: until `opens_until` nobody calls, then one may try, and a success closes it.

    What was under way when the last failure became known failed together with that: the leads of
    one batch, or all that a broken line cut off, count once.
    """

    failed: int = 0
    failed_at: datetime | None = None
    opens_until: datetime | None = None
    trying: bool = False

    def rest(self, now: datetime) -> timedelta | None:
        """How long a caller has to wait; None for whoever may call now."""
        if self.opens_until is None:
            return None
        if now < self.opens_until:
            return self.opens_until - now
        if self.trying:
            return FIRST_REST
        self.trying = True
        return None

    def closed(self, now: datetime) -> bool:
        """Whether the next caller may call; nobody is let through by asking."""
        return self.opens_until is None or (now >= self.opens_until and not self.trying)

    def let_go(self) -> None:
        """A call ended without saying anything of the account: the next one may try."""
        self.trying = False

    def succeeded(self) -> None:
        """A call came through, whatever the CRM said to it."""
        self.failed, self.opens_until, self.trying = 0, None, False

    def met(self, error: CrmError, began: datetime, now: datetime) -> bool:
        """What began then has failed so; True when that has opened the breaker just now."""
        if isinstance(error, CrmRateLimited | CrmNotYet):
            self.let_go()
            return False
        if not isinstance(error, CrmUnavailable | CrmAmbiguous | CrmAccountError):
            self.succeeded()
            return False
        was_open = self.opens_until is not None
        self.trying = False
        if self.failed_at is not None and began < self.failed_at:
            return False
        self.failed += 1
        self.failed_at = now
        if isinstance(error, CrmAccountError):
            self.opens_until = now + ACCOUNT_REST
        elif self.failed >= FAILURES:
            self.opens_until = now + min(
                FIRST_REST * 2 ** min(self.failed - FAILURES, 10), LONGEST_REST
            )
        return self.opens_until is not None and not was_open
