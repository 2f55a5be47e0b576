"""Which questions over orders the kept sums answer, and those sums as tables to select from.

A month is answered by its sums when it is known as the same stretch of time, or differs only by
days without any order; a cut one at an end is counted from its orders. Where a client's sums are
due to be written anew, and for filters of leads, everything is counted from orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from reports.purchases.reader import Taken
from reports.slices import Slice
from storage.reports.taken import SUMS, client_months, per_client
from storage.tables import client_months as kept_months
from storage.tables import client_totals as kept_totals
from storage.tables import cohort_months, orders, rollup_due, rollup_months

_DUE = select(rollup_due.c.client).limit(1)
_FIRST = select(func.min(orders.c.paid_at)).scalar_subquery()
_LAST = select(func.max(orders.c.paid_at)).scalar_subquery()
BOUNDS = select(_FIRST, _LAST)
"""Of two subqueries each is one step into the index; of one query SQLite reads all of it."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """The months from `first` to `last` are answered by sums (none where `last` is before it), the
    slices in `cut` are not. `from_start`: no order was paid before; `everything`: none before or
    after."""

    taken: Taken
    first: int
    last: int
    cut: tuple[Slice, ...]
    from_start: bool
    everything: bool

    def of(self, kept: FromClause) -> list[ColumnElement[bool]]:
        """What tells the rows of this currency and product."""
        product = self.taken.filters.product or ""
        return [kept.c.currency == self.taken.currency, kept.c.product == product]

    def months(self, kept: FromClause) -> list[ColumnElement[bool]]:
        """What tells the rows of the months that sums answer."""
        return [*self.of(kept), kept.c.month.between(self.first, self.last)]

    @property
    def raw(self) -> Taken:
        """What is to be counted from orders."""
        return Taken(self.cut, self.taken.currency, self.taken.filters)


def rolled(connection: Connection, taken: Taken) -> Rolled | None:
    """How the sums answer; None where they don't."""
    if taken.filters.of_lead or connection.execute(_DUE).first():
        return None
    bounds = connection.execute(BOUNDS).one()
    if bounds[0] is None:
        return None
    slices = taken.slices
    first, last = slices[0].month, slices[-1].month
    statement = select(rollup_months).where(rollup_months.c.month.between(first, last))
    known = {row.month: Slice(*row) for row in connection.execute(statement)}
    cut = tuple(one for one in slices if not _whole(one, known.get(one.month), *bounds))
    if any(one not in (slices[0], slices[-1]) or one.month not in known for one in cut):
        return None
    whole = [one.month for one in slices if one not in cut]
    from_start = not cut and known[first].since <= bounds[0]
    return Rolled(
        taken,
        whole[0] if whole else last,
        whole[-1] if whole else last - 1,
        cut,
        from_start,
        from_start and bounds[1] < known[last].until,
    )


def _whole(asked: Slice, known: Slice | None, first: datetime, last: datetime) -> bool:
    """Whether the sums of the month are those of the slice: the days between hold no order."""
    since, until = asked.since.astimezone(UTC), asked.until.astimezone(UTC)
    return (
        known is not None
        and (since == known.since or (known.since < since <= first))
        and (until == known.until or (last < until < known.until))
    )


def client_sums(taken: Taken, answer: Rolled | None) -> CTE:
    """client, month, orders, revenue and discount: of sums and of orders together."""
    if answer is None:
        return client_months(taken)
    found: Select[tuple[object, ...]] = select(
        kept_months.c.client, kept_months.c.month, *(kept_months.c[name] for name in SUMS)
    ).where(*answer.months(kept_months))
    if not answer.cut:
        return found.cte("client_sums")
    raw = client_months(answer.raw)
    return union_all(found, select(raw)).cte("client_sums")


def by_birth(answer: Rolled) -> FromClause:
    """born, month, clients, orders, revenue and discount of months that the sums answer. `born` is
    true of everything there is."""
    sums = [func.sum(cohort_months.c[name]).label(name) for name in ("clients", *SUMS)]
    return (
        select(cohort_months.c.born, cohort_months.c.month, *sums)
        .where(*answer.months(cohort_months))
        .group_by(cohort_months.c.born, cohort_months.c.month)
        .having(func.sum(cohort_months.c.clients) != 0)
        .subquery("by_birth")
    )


def clients_of(taken: Taken, answer: Rolled | None) -> FromClause:
    """client, born, orders, revenue and discount."""
    if answer is None:
        return per_client(client_months(taken))
    if answer.everything:
        columns = ("client", "born", *SUMS)
        return (
            select(*(kept_totals.c[name] for name in columns))
            .where(*answer.of(kept_totals))
            .subquery("clients_of")
        )
    # Grouped in the order of the key, which costs no sorting; whoever bought in a cut month only
    # is added, since one grouping over both would have to sort everything.
    whole = _summed(kept_months, answer.months(kept_months))
    if not answer.cut:
        return whole.subquery("clients_of")
    cut = _summed(client_months(answer.raw)).cte("cut")
    kept = whole.subquery("kept")
    both = select(
        kept.c.client,
        case((cut.c.born < kept.c.born, cut.c.born), else_=kept.c.born).label("born"),
        *((kept.c[name] + func.coalesce(cut.c[name], 0)).label(name) for name in SUMS),
    ).outerjoin_from(kept, cut, cut.c.client == kept.c.client)
    before = select(literal(1)).where(
        kept_months.c.client == cut.c.client, *answer.months(kept_months)
    )
    only = select(cut).where(~before.correlate(cut).exists())
    return union_all(both, only).subquery("clients_of")


def _summed(
    months: FromClause, where: Sequence[ColumnElement[bool]] = ()
) -> Select[tuple[object, ...]]:
    sums = (cast(func.sum(months.c[name]), BigInteger).label(name) for name in SUMS)
    born = func.min(months.c.month).label("born")
    return select(months.c.client, born, *sums).where(*where).group_by(months.c.client)
