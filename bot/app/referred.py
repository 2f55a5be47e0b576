"""Referrals read from the database of the running program, beside the writer."""

from __future__ import annotations

from datetime import timedelta

from leads.clock import Clock
from leads.partners.referral import Referral
from storage.database import Database
from storage.partners import referrals_since


class StoredReferrals:
    """`ReferralReader` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def since(self, days: int) -> list[Referral]:
        """Referrals of the last `days` days, oldest first."""
        since = self._clock.now() - timedelta(days=days)
        return await self._database.read(lambda connection: referrals_since(connection, since))
