"""Closed deals → what is proposed: a report, and a card or a new version of a scenario.

Where the deals come from is the business of `desk` (a table) and `own` (the program's database).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.app.calibration import report
from bot.app.calibration.card_file import card_text
from bot.app.calibration.files import TableError
from bot.app.calibration.mapping import Rows, labels, translated
from bot.app.calibration.new_version import Change, NewVersion, difference, next_version
from bot.app.calibration.report import Wishes
from bot.app.calibration.words import Words, spellings
from dialogs.calibration.history import history
from dialogs.calibration.proposal import Nothing, Proposal, propose
from dialogs.calibration.rows import NUMBERS
from dialogs.calibration.thresholds import for_capacity, for_precision
from dialogs.check import check_text
from dialogs.findings import Severity
from dialogs.scenario import Slot
from leads.stage import Stage
from leads.winning import SETTLED, ScoreName, WinTable


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a proposal, wherever the deals come from. `output` is what is written."""

    questions: int
    language: str
    score: ScoreName
    output: Path


@dataclass(frozen=True, slots=True)
class Deals:
    """Closed deals, the oldest first: cells by column, and which were won.

    `slots` has the slot of every column where a scenario gets a new version. Won means that a
    lead came to `target`; `settles` is by when nine of ten had ended.
    """

    rows: Rows
    won: Sequence[bool]
    drop: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    target: Stage = Stage.PAYMENT
    settles: timedelta = SETTLED
    still_open: int = 0


@dataclass(frozen=True, slots=True)
class Old:
    """The scenario that gets a new version: its text, what it is called, the new number."""

    text: str
    name: str
    version: int


def proposed(deals: Deals, old: Old | None, options: Options, wishes: Wishes) -> Iterator[str]:
    """The report, line by line; writes the card, or the new version of `old`.

    Raises `TableError` and `ScenarioErrors`.
    """
    if options.output.exists():
        raise TableError(
            f"{options.output} is there already. Move it away, or name another with -o."
        )
    words = Words(options.language, labels(deals.slots, options.language))
    table, ignored = translated(deals.rows, deals.slots, deals.blanks) if old else (deals.rows, [])
    for one in ignored:
        told = ", ".join(one.words)
        yield words.say("ignored", column=one.column, count=one.cells, slot=one.slot, words=told)
    numbers = {column: slot.type in NUMBERS for column, slot in deals.slots.items()}
    learned = history(table, deals.won, drop=deals.drop, blanks=deals.blanks, numbers=numbers)
    found = propose(learned, options.questions)
    if deals.still_open:
        yield words.say("open", count=deals.still_open)
    if isinstance(found, Nothing):
        yield from report.nothing(words, found)
        return
    spelled = spellings(found.card, table)
    if old is None:
        words = Words(options.language, spelled)
    yield from report.proposal(words, found, wishes)
    yield ""
    if old is None:
        first, second = found.grades
        write(options.output, card_text(found.card, first.score, second.score, spelled))
        yield words.say("written", path=options.output)
    else:
        yield from _new_version(deals, old, options, found, wishes, words)


def _new_version(
    deals: Deals, old: Old, options: Options, found: Proposal, wishes: Wishes, words: Words
) -> Iterator[str]:
    wanted = sorted(set(_wanted(found, wishes)))
    table = WinTable(options.score, found.bands, deals.target, deals.settles)
    change = Change(old.version, found.card, deals.slots, table, wanted[-1] if wanted else None)
    new = next_version(old.text, old.name, change, words)
    write(options.output, new.text)
    yield from difference(old.text, new.text, old.name, str(options.output))
    yield from ("", words.say("scenario_written", path=options.output))
    yield from _left_to_do(new, options.score, wanted, words)


def _left_to_do(new: NewVersion, score: str, wanted: Sequence[int], words: Words) -> Iterator[str]:
    for threshold in wanted:
        if new.outcome is not None and threshold == wanted[-1]:
            yield words.say("put", score=score, threshold=threshold, outcome=new.outcome)
        else:
            yield words.say("suggestion", score=score, threshold=threshold)
    if not wanted:
        yield words.say("old_thresholds")
    if new.undecided:
        yield words.say("undecided", count=len(new.undecided))
    for one in new.undecided:
        yield words.say("persona", persona=one.persona, expects=one.expects, ends=one.ends)
    findings = check_text(new.text, name="new")
    errors = sum(one.severity is Severity.ERROR for one in findings) - len(new.undecided)
    if errors > 0:
        yield words.say("errors", count=errors)


def _wanted(found: Proposal, wishes: Wishes) -> Iterator[int]:
    if wishes.precision is not None:
        one = for_precision(found.through, wishes.precision)
        yield from [] if one is None else [one.score]
    if wishes.taken is not None:
        one = for_capacity(found.through, wishes.taken)
        yield from [] if one is None else [one.score]


def write(path: Path, text: str) -> None:
    """Write a file. Raises `TableError`."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TableError(f"{path} can't be written ({error.strerror}).") from error
