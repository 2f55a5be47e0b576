"""Judged leads counted and listed without opening a verdict, the same on both databases."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from leads.stage import Stage
from leads.winning import WinBand, WinTable
from reports.chances import Ended, Lot, Promise
from reports.outcomes import Fate
from storage.database import Database
from storage.reports.chances import counted, ended
from tests.storage.histories import GOOD, SMALL, Lived, live
from tests.storage.samples import START

EARLY, DAY = START - timedelta(days=200), timedelta(days=1)
BANDS = tuple(WinBand(least, 0.5, 10) for least in (0, 20, 50))
BY_FIT = Promise(WinTable("fit", BANDS, settles=30 * DAY), frozenset({"other", SMALL.digest}))
BY_INTENT = replace(BY_FIT, table=replace(BY_FIT.table, score="intent", target=Stage.KEY_STAGE))
NOBODYS = Promise(BY_FIT.table, frozenset({"another"}))
LIVED = (
    Lived(GOOD, EARLY, Stage.PAYMENT, days=20, met=True),
    Lived(GOOD, EARLY, Stage.LOST, days=30),
    Lived(GOOD, EARLY, Stage.LOST, days=40),
    Lived(GOOD, EARLY, Stage.LOST, changes={"loss_reason": "duplicate"}),
    Lived(GOOD, START - DAY, Stage.LOST, days=1),
    Lived(GOOD, START - 400 * DAY, Stage.PAYMENT),
    Lived({"product": "seo", "goals": frozenset(), "has_site": False}, EARLY, Stage.NOT_YET),
)


async def test_leads_alike_are_counted_together(database: Database) -> None:
    await live(database, SMALL, LIVED)
    judged = Fate(Stage.QUALIFIED, Stage.LOST, key=False, closed=True, rejected=False)
    for promise, score, key in ((BY_FIT, 50, False), (BY_INTENT, 20, True)):
        both = partial(counted, promises=[NOBODYS, promise], now=START)
        nobody, found = await database.read(both)
        assert nobody == []
        assert sorted(found, key=lambda lot: (lot.settled, lot.many)) == [
            Lot(score, False, judged, 1),
            Lot(score, True, replace(judged, stage=Stage.PAYMENT, key=key), 1),
            Lot(score, True, judged, 2),
        ]


async def test_those_that_ended_are_listed_with_when(database: Database) -> None:
    await live(database, SMALL, LIVED)
    for promise, score, days in ((BY_FIT, 50, 20), (BY_INTENT, 20, 2)):
        found = await database.read(partial(ended, promise=promise, now=START))
        assert sorted(found, key=lambda one: one.lead) == [
            Ended(1, score, True, EARLY + days * DAY),
            Ended(2, score, False, EARLY + 30 * DAY),
            Ended(3, score, False, EARLY + 40 * DAY),
        ]
