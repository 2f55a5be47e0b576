"""What users of a CRM are called: as our team's file says, else as the CRM itself does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from crm_sync.capabilities import Capability
from crm_sync.errors import CrmError
from crm_sync.publishing.connection import Connection
from leads.clock import Clock

KEPT_FOR = timedelta(hours=1)


class Names:
    """Names, asked for once an hour at most; `otherwise` is a word for who has none, since the
    person reads it."""

    def __init__(self, team: Mapping[int, str], clock: Clock, otherwise: str) -> None:
        self._team = team
        self._otherwise = otherwise
        self._clock = clock
        self._users: dict[str, tuple[datetime, Mapping[str, str]]] = {}

    async def of(self, crm: Connection, user: str | None) -> str:
        """The name of a user who is a member of ours; "" for anybody else."""
        member = crm.plan.member_of(user)
        if member is None or user is None:
            return ""
        return self._team.get(member) or (await self._asked(crm)).get(user) or self._otherwise

    async def _asked(self, crm: Connection) -> Mapping[str, str]:
        """The CRM's own users; none where it has no list, or does not answer."""
        if Capability.SCHEMA not in crm.adapter.capabilities:
            return {}
        now = self._clock.now()
        asked, users = self._users.get(crm.name, (None, {}))
        if asked is None or now - asked >= KEPT_FOR:
            try:
                users = {one.id: one.name for one in (await crm.adapter.schema()).users}
            except CrmError:
                users = {}
            self._users[crm.name] = (now, users)
        return users
