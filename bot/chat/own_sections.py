"""A person's data put into sections of labelled rows, in their language. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.texts import Texts
from bot.chat.words import fill_stored, show_value
from dialogs.personal_data import PersonalData
from dialogs.scenario import Scenario
from dialogs.session import Blank, Session
from dialogs.supply.goods import product_option
from leads.consent import ConsentEntry
from leads.facts import Fact
from leads.lead import Lead


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `label` may be empty. `at` is a moment to be shown before it."""

    label: str
    value: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows; never empty."""

    title: str
    rows: tuple[Row, ...]


class _Words:
    """Labels in one language."""

    def __init__(self, texts: Texts, locale: str) -> None:
        self.texts = texts
        self.locale = locale

    def of(self, key: str, default: str | None = None) -> str:
        return self.texts.label(key, self.locale, default)

    def mine(self, key: str) -> str:
        return self.of(f"mydata_{key}")


def sections_of(
    data: PersonalData, scenarios: Mapping[str, Scenario], texts: Texts
) -> tuple[Section, ...]:
    """The sections in the order to be read; those with nothing to say are left out."""
    words = _Words(texts, data.contact.language)
    made: list[tuple[str, Iterable[Row]]] = [
        (words.mine("contact"), _contact(data, words)),
        (words.mine("company"), _company(data, words)),
    ]
    for session in data.sessions:
        scenario = scenarios.get(session.digest)
        title = scenario.title.in_(words.locale) if scenario else session.scenario_id
        made.append((f"{words.mine('answers')}: {title}", _answers(session, scenario, words)))
    for lead in data.leads:
        made.append((f"{words.mine('lead')} № {lead.id}", _lead(lead, scenarios, words)))
    made += [
        (words.mine("consents"), _consents(data, words)),
        (words.mine("referrals"), _referrals(data, words)),
        (words.mine("surveys"), _surveys(data, words)),
        (words.mine("planned"), _planned(data, scenarios, words)),
        (words.mine("orders"), _orders(data)),
        (words.mine("visits"), _visits(data, words)),
        (words.mine("history"), _history(data.facts, words)),
    ]
    sections = [Section(title, tuple(rows)) for title, rows in made]
    return tuple(section for section in sections if section.rows)


def _contact(data: PersonalData, words: _Words) -> Iterator[Row]:
    contact = data.contact
    quiet = contact.quiet_start and contact.quiet_end
    known = {
        "telegram_id": str(contact.telegram_id),
        "name": contact.name,
        "username": contact.username,
        "phone": contact.phone,
        "email": contact.email,
        "role": contact.role,
        "birthday": words.texts.birthday(contact.birthday, words.locale)
        if contact.birthday
        else None,
        "language": words.of(f"language_{contact.language}", contact.language),
        "zone": contact.zone,
        "quiet": f"{contact.quiet_start:%H:%M}–{contact.quiet_end:%H:%M}" if quiet else None,
    }
    for key, value in known.items():
        if value:
            yield Row(words.mine(key), value)
    for key, moment in (("since", contact.created_at), ("blocked", contact.blocked_at)):
        if moment is not None:
            yield Row(words.mine(key), "", moment)


def _company(data: PersonalData, words: _Words) -> Iterator[Row]:
    if data.company is None:
        return
    for key in ("name", "inn", "domain"):
        if value := getattr(data.company, key):
            yield Row(words.mine(f"company_{key}"), value)


def _answers(session: Session, scenario: Scenario | None, words: _Words) -> Iterator[Row]:
    if session.started_at is not None:
        yield Row(words.mine("started"), "", session.started_at)
    slots = {step.id: step.slot for step in scenario.steps} if scenario else {}
    for answer in (*session.answers, *session.aside):
        slot_id = slots.get(answer.step)
        slot = scenario.slots.get(slot_id) if scenario and slot_id else None
        if slot is not None:
            value = show_value(words.texts, slot, answer.value, words.locale)
            yield Row(slot.label.in_(words.locale), value)
        elif scenario is None:
            blank = isinstance(answer.value, Blank)
            yield Row(answer.step, "" if blank else str(answer.value))


def _lead(lead: Lead, scenarios: Mapping[str, Scenario], words: _Words) -> Iterator[Row]:
    yield Row(words.mine("stage"), words.of(f"stage_{lead.stage.value}"), lead.stage_since)
    if lead.own_loss_reason:
        yield Row(words.mine("own_reason"), lead.own_loss_reason)
    verdict = lead.verdict
    if verdict is None:
        return
    outcome = words.of(f"outcome_{verdict.outcome}", verdict.outcome)
    scores = f"{words.mine('fit')} {verdict.fit}, {words.mine('intent')} {verdict.intent}"
    yield Row(words.mine("verdict"), f"{outcome} ({scores})")
    scenario = scenarios.get(verdict.digest)

    def said(sentence: Mapping[str, str]) -> str:
        return fill_stored(words.texts, sentence, scenario, verdict.inputs, words.locale)

    if verdict.reason:
        yield Row(words.mine("reason"), said(verdict.reason))
    for row in verdict.rows:
        yield Row(f"{row.points:+d}", said(row.why))


def _consents(data: PersonalData, words: _Words) -> Iterator[Row]:
    names = {one.partner: one.name for one in data.referrals}
    for entry in data.consents:
        said = words.mine("given" if entry.granted else "withdrawn")
        what = purpose_words(entry, words.texts, words.locale, names.get(entry.partner, ""))
        yield Row(f"{what}: {said}", "", entry.at)
        text = data.words.get(entry.text_hash)
        if text is not None:
            yield Row(f"{words.mine('agreed_text')} {text.version}", text.text)


def _referrals(data: PersonalData, words: _Words) -> Iterator[Row]:
    for one in data.referrals:
        state = words.of(f"referral_{one.state.value}")
        grade = "" if one.opinion is None else f" ({one.opinion}/10)"
        yield Row(one.name, f"{state}{grade}", one.handed_at or one.offered_at)


def _surveys(data: PersonalData, words: _Words) -> Iterator[Row]:
    for one in data.surveys:
        grade = "" if one.grade is None else f"{one.grade}/{one.scale.grades[-1]}"
        said = (grade, one.reason or "", one.done or "")
        yield Row(one.product or "", " · ".join(part for part in said if part), one.asked_at)


def _planned(data: PersonalData, scenarios: Mapping[str, Scenario], words: _Words) -> Iterator[Row]:
    for touch in data.planned:
        yield Row(words.of(f"touch_{touch.kind}", touch.kind), "", touch.due_at)
    for meeting in data.meetings:
        state = words.of(f"history_meeting_{meeting.state.value}")
        yield Row(state, meeting.owner, meeting.at.starts_at)
    for wait in data.waits:
        named = (product_option(one, wait.product) for one in scenarios.values())
        label = next((option.label.in_(words.locale) for option in named if option), wait.product)
        yield Row(words.mine("waits"), label, wait.since)


def _orders(data: PersonalData) -> Iterator[Row]:
    for order in data.orders:
        yield Row(order.product or "", f"{order.amount} {order.currency}", order.paid_at)


def _visits(data: PersonalData, words: _Words) -> Iterator[Row]:
    for visit in data.visits:
        channel = words.of(f"channel_{visit.channel}", visit.channel)
        yield Row(channel, visit.start_parameter or "", visit.at)


def _history(facts: Iterable[Fact], words: _Words) -> Iterator[Row]:
    for fact in facts:
        yield Row(words.of(f"history_{fact.kind}", fact.kind), "", fact.at)


def purpose_words(entry: ConsentEntry, texts: Texts, locale: str, partner: str) -> str:
    """What a consent is to, in words; `partner` is the name of the one it names, where known."""
    words = texts.label(f"about_{entry.purpose.value}", locale)
    return f"{words} {partner or entry.partner}" if entry.partner else words
