"""Files of accounts and mappings → connections that can be written to. All construction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_sync.adapters import adapter_class
from crm_sync.contract import Services
from crm_sync.mapping.plan import Plan
from crm_sync.publishing.batches import Batches
from crm_sync.publishing.connection import Connection
from crm_sync.tokens import LockedTokens, TokenRows
from crm_sync.transport import Transport
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import PacedLimiter, Paces
from leads.clock import Clock
from leads.crm_rows import CrmAccount
from leads.stage import Funnel

if TYPE_CHECKING:
    from crm_sync.accounts import AccountEntry


@dataclass(frozen=True, slots=True)
class Planned:
    """An account with its mapping, read and proven, not connected yet."""

    entry: AccountEntry
    plan: Plan

    @property
    def told(self) -> CrmAccount:
        """Which leads it is told of."""
        return CrmAccount(self.entry.account.name, self.entry.every)


def load_crms(
    file: str, secrets: Mapping[str, str], funnels: Mapping[str, Funnel]
) -> tuple[Planned, ...]:
    """The accounts of `file`, none for "". `BadCrmFile` says what to mend."""
    if not file:
        return ()
    from crm_sync.accounts import read_accounts
    from crm_sync.mapping.file import load_plan
    from crm_sync.strict_file import Source

    path = Path(file)
    return tuple(
        Planned(entry, load_plan(path.parent / entry.mapping, funnels))
        for entry in read_accounts(Source.of(path), secrets)
    )


def connect(
    planned: Sequence[Planned], paces: Paces, tokens: TokenRows, clock: Clock, owner: str
) -> Mapping[str, Connection]:
    """Connections by the accounts' names; nothing is called yet."""
    return {
        one.entry.account.name: _connection(one, paces, tokens, clock, owner) for one in planned
    }


def _connection(
    planned: Planned, paces: Paces, tokens: TokenRows, clock: Clock, owner: str
) -> Connection:
    account, plan = planned.entry.with_keys(planned.plan), planned.plan
    kind = adapter_class(account.crm)
    secret = [option.name for option in kind.options if option.secret]
    transport = Transport(
        kind.limits,
        PacedLimiter(account.name, kind.limits, paces, clock),
        Mask(account.options[name] for name in secret),
        clock.now,
        private=planned.entry.private,
    )
    store = LockedTokens(account.name, tokens, owner, clock)
    adapter = kind(account, Services(transport, store, clock))
    return Connection(account.name, adapter, plan, transport, Batches(adapter))
