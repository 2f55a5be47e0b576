"""The registry in words for the command line: history, differences, leads, a split's report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from dialogs.diff import Change
from dialogs.registry import SHORT, Publication, Register
from dialogs.rejudging import Rejudged
from reports.intervals import CONFIDENCE, Share
from reports.split import FEWEST, SAME, Conclusion, Measure, SplitReport

MOST_IDS = 20
MOMENT = "%Y-%m-%d %H:%M"


def history(register: Register, under_way: Mapping[str, int], zone: ZoneInfo) -> Iterator[str]:
    """Every scenario with its publications, the newest first and marked."""
    newest = register.newest()
    for scenario_id in sorted(newest):
        yield scenario_id
        for one in reversed(register.publications):
            if one.scenario_id == scenario_id:
                mark = "*" if one == newest[scenario_id] else " "
                at = one.at.astimezone(zone).strftime(MOMENT)
                yield f"  {mark} {at}  {_editions(one, register)}  by {one.by}"
        counts = [
            f"{under_way[edition.digest]} on {edition.version}"
            for edition in register.published(scenario_id)
            if under_way.get(edition.digest)
        ]
        yield f"    conversations under way: {', '.join(counts) or 'none'}"


def _editions(one: Publication, register: Register) -> str:
    first = _edition(one.digest, register)
    if one.rival is None:
        return first
    return f"{first}, split with {_edition(one.rival, register)} for {one.share} %"


def _edition(digest: str, register: Register) -> str:
    return f"version {register.editions[digest].version} ({digest[:SHORT]})"


def differences(changes: Sequence[Change]) -> Iterator[str]:
    """What differs, a paragraph for each part."""
    if not changes:
        yield "Nothing differs but layout and comments."
    for change in changes:
        yield str(change)


def verdicts(found: Rejudged) -> Iterator[str]:
    """Whose verdict would change, who can't be judged, and how many stay."""
    if not (found.same or found.changed or found.missing or found.unknown_before):
        yield "No lead has been judged by this scenario yet."
        return
    yield f"Stored leads whose verdict would change: {found.count_changed}"
    for (before, after), ids in sorted(found.changed.items()):
        yield f"    {before} → {after}: {_leads(ids)}"
    yield f"Leads with the same verdict: {len(found.same)}"
    for step, ids in found.missing.items():
        why = f"their answer to {step!r} is not there, or fits no more"
        yield f"Leads that can't be judged, {why}: {_leads(ids)}"
    if found.unknown_before:
        others = _leads(found.unknown_before)
        yield f"Leads of a third version that the old one can't judge: {others}"


def _leads(ids: Sequence[int]) -> str:
    shown = ", ".join(str(one) for one in ids[:MOST_IDS])
    more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
    return f"{len(ids)} ({'lead' if len(ids) == 1 else 'leads'} {shown}{more})"


def split_report(report: SplitReport) -> Iterator[str]:
    """The sides beside each other, and a conclusion for each share."""
    first, second = report.first, report.second
    heads = [f"A: version {first.version}", f"B: version {second.version}"]
    yield f"    {'':<12}{heads[0]:<30}{heads[1]:<30}B - A"
    yield f"    {'started':<12}{first.started:<30}{second.started}"
    for one in report.measures:
        a, b, apart = one.first, one.second, one.difference
        gap = f"{apart.value * 100:+.1f} ({apart.low * 100:+.1f} to {apart.high * 100:+.1f}) points"
        known = a.whole and b.whole
        yield f"    {one.key:<12}{_share(a):<30}{_share(b):<30}{gap if known else ''}".rstrip()
    for one in report.measures:
        yield _conclusion(one)
    yield (
        f"Intervals hold at {CONFIDENCE:.0%} confidence (Wilson; Newcombe for the difference), for"
        " one look: who looks every day until something shows sees differences that are not there."
    )


def _share(one: Share) -> str:
    if one.whole == 0:
        return "nobody yet"
    return f"{one.part} = {one.value:.1%} ({one.low:.1%} to {one.high:.1%})"


def _conclusion(one: Measure) -> str:
    name = one.key.capitalize()
    low, high = one.difference.low * 100, one.difference.high * 100
    match one.conclusion:
        case Conclusion.BETTER:
            return f"{name}: B is better, by {low:.1f} to {high:.1f} points."
        case Conclusion.WORSE:
            return f"{name}: A is better, by {-high:.1f} to {-low:.1f} points."
        case Conclusion.SAME:
            return f"{name}: no difference worth having (surely below {SAME * 100:.0f} points)."
        case Conclusion.TOO_FEW:
            few = min(one.first.whole, one.second.whole) < FEWEST
            reason = f" (at least {FEWEST} on each side)" if few else ""
            return f"{name}: not enough people yet to tell{reason}."
