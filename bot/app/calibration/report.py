"""What `prequal calibrate` prints: card, evidence, thresholds, drift; or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.calibration.words import Words
from dialogs.calibration.card import Card
from dialogs.calibration.drift import Group
from dialogs.calibration.proposal import (
    FEWEST_DEALS,
    FEWEST_OF_AN_ENDING,
    SIGNAL,
    Evidence,
    Later,
    Nothing,
    Proposal,
    Silence,
)
from dialogs.calibration.thresholds import FEWEST, Threshold, for_capacity, for_precision

BAR = 40
ROUGH = 500
"""Deals under which the figures are called rough."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a threshold is wanted for: a precision, or leads a week over so many weeks.

    `ended` is the share of the leads of these weeks that the closed deals are: the team takes
    the others too.
    """

    precision: float | None = None
    capacity: float | None = None
    weeks: float | None = None
    ended: float = 1.0

    @property
    def taken(self) -> float | None:
        """How many of the closed deals the team could have taken; None where nobody asked."""
        if self.capacity is None or self.weeks is None:
            return None
        return self.capacity * self.weeks * self.ended


def nothing(words: Words, found: Nothing) -> Iterator[str]:
    """Why no card is proposed."""
    share, interval = words.share_of(found.won, found.deals)
    if found.deals:
        yield words.say("history", deals=found.deals, won=found.won, share=share)
    evidence = found.evidence
    yield words.say(
        found.why.value,
        deals=found.deals,
        won=found.won,
        interval=interval,
        least=_least(words, found.why),
        auc=words.figure(evidence.quality.auc) if evidence else "",
        low=words.figure(evidence.auc_low) if evidence else "",
        high=words.figure(evidence.auc_high) if evidence else "",
    )


def _least(words: Words, why: Silence) -> str:
    if why is Silence.NO_SIGNAL:
        return words.figure(SIGNAL, 2)
    return str(FEWEST_DEALS if why is Silence.FEW_DEALS else FEWEST_OF_AN_ENDING)


def proposal(words: Words, found: Proposal, wishes: Wishes) -> Iterator[str]:
    """The whole report."""
    card = found.card
    share, _ = words.share_of(card.won, card.deals)
    yield words.say("history", deals=card.deals, won=card.won, share=share)
    if card.deals < ROUGH:
        yield words.say("few_warning", least=ROUGH)
    for column in found.suspicious:
        yield words.say("suspicious", column=column)
    yield from ("", *_card(words, card), _telling(words, found))
    yield from ("", *_evidence(words, card, found.evidence))
    yield from ("", *_deciles(words, found.evidence.groups))
    yield from ("", words.say("thresholds"), *_thresholds(words, found, wishes))
    yield from ("", words.say("later"), _later(words, found.evidence.later))


def _card(words: Words, card: Card) -> Iterator[str]:
    yield words.say("card", count=len(card.questions), most=card.most)
    for number, question in enumerate(card.questions, 1):
        yield words.say("column_title", number=number, column=words.column(question.column))
        seen = [answer for answer in question.answers if answer.deals]
        for answer in sorted(seen, key=lambda one: -one.points):
            _, interval = words.share_of(answer.won, answer.deals)
            yield words.say(
                "answer",
                points=f"{answer.points:+d}",
                sentence=words.sentence(card, question, answer),
                detail=words.say("detail", interval=interval, deals=answer.deals),
            )


def _telling(words: Words, found: Proposal) -> str:
    told = (f"{words.column(name)} {words.figure(value, 2)}" for name, value in found.telling)
    return words.say("telling", columns=", ".join(told))


def _evidence(words: Words, card: Card, found: Evidence) -> Iterator[str]:
    quality = found.quality
    yield words.say("evidence")
    yield words.say(
        "auc",
        auc=words.figure(quality.auc),
        low=words.figure(found.auc_low),
        high=words.figure(found.auc_high),
    )
    yield words.say(
        "log_loss",
        loss=words.figure(quality.log_loss),
        base=words.figure(found.base_log_loss),
        brier=words.figure(quality.brier),
    )
    average = words.percent(card.won / card.deals)
    yield words.say("top", top=words.percent(quality.top), base=average)


def _deciles(words: Words, groups: Sequence[Group]) -> Iterator[str]:
    """A table that is a reliability diagram too: the bar should end where the dot stands."""
    yield words.say("deciles")
    yield words.say("decile_header")
    for number, group in enumerate(groups, 1):
        promised, actual = group.expected / group.deals, group.won / group.deals
        share, interval = words.share_of(group.won, group.deals)
        yield (
            f"{number:>4} {group.deals:>8} {words.percent(promised):>9} {share:>9}"
            f"  {interval:<9} {_bar(promised, actual)}"
        )


def _bar(promised: float, actual: float) -> str:
    cells = list(("█" * round(actual * BAR)).ljust(BAR + 1))
    cells[round(promised * BAR)] = "·"
    return "".join(cells).rstrip()


def _thresholds(words: Words, found: Proposal, wishes: Wishes) -> Iterator[str]:
    if wishes.precision is not None:
        yield _precision(words, found.through, wishes.precision)
    if wishes.taken is not None:
        yield _capacity(words, found.through, wishes, wishes.taken)
    first, second = found.grades
    yield words.say("grades", a=first.score, b=second.score)


def _precision(words: Words, through: Sequence[Threshold], wanted: float) -> str:
    one = for_precision(through, wanted)
    if one is None:
        return words.say("no_precision", wanted=words.percent(wanted), least=FEWEST)
    share, interval = words.share_of(one.won, one.deals)
    return words.say(
        "precision",
        wanted=words.percent(wanted),
        score=one.score,
        deals=one.deals,
        won=one.won,
        share=share,
        interval=interval,
    )


def _capacity(words: Words, through: Sequence[Threshold], wishes: Wishes, taken: float) -> str:
    every = through[-1].deals
    said = {"wanted": words.number(wishes.capacity), "weeks": words.number(wishes.weeks)}
    if every <= taken:
        return words.say("all_capacity", deals=every, **said)
    one = for_capacity(through, taken)
    if one is None:
        return words.say("no_capacity", **said)
    share, interval = words.share_of(one.won, one.deals)
    return words.say(
        "capacity",
        score=one.score,
        deals=one.deals,
        all=every,
        share=share,
        interval=interval,
        **said,
    )


def _later(words: Words, later: Later | None) -> str:
    if later is None:
        return words.say("later_none")
    drift = later.drift
    key = "later_few" if drift.too_few else "later_broken" if drift.warns else "later_held"
    return words.say(
        key,
        auc=words.figure(later.auc),
        expected=words.number(round(drift.expected)),
        won=drift.won,
        deals=drift.deals,
    )
