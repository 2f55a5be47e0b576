"""What few clients get instead of shares: which tables a report does not tell then. Pure."""

from __future__ import annotations

from reports.dictionary import METRICS, Few, Unit
from reports.tables import Table


def in_shares(table: Table) -> bool:
    """Whether it tells shares of clients, which few clients get none of."""
    metrics = (METRICS[one.metric] for one in table.columns)
    return any(one.few is Few.NAMES and one.unit is Unit.SHARE for one in metrics)
