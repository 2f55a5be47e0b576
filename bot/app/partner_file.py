"""The partners' file → the register. Every mistake is told with its place and what to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.app.strict_file import read_strictly
from dialogs.scenario import Scenario
from dialogs.schema.fields import ID, Fields, Report, open_fields
from dialogs.schema.keys import Part
from dialogs.source import Entries, Items, Mark, Scalar, Tree
from leads.partners.partner import Budget, Partner, Register, Targets

LOCALES = ("ru", "en")
LONGEST_ID = 32
LONGEST_LINE = 200


class BadPartners(ValueError):
    """The file describes no partners; the message has a line for each mistake."""


FILE = Part.of("partners", "targets")
TARGETS = Part.of(optional="last conversion opinion on_time")
BUDGET = Part.of("slot from")
PARTNER = Part.of(
    "name people",
    "kinds products regions languages answers budget about contact language capacity "
    "accept_within remind_after ask_after active",
)
ABOUT = Part.of(optional=" ".join(LOCALES))


def load_partners(file: str, *, staff: Collection[int]) -> Register:
    """The register of `file`, an empty one for "". `BadPartners`; OSError when it can't be read.

    People of partners are nobody's of `staff`: the bot is another one for each of them.
    """
    if not file:
        return Register()
    return read_strictly(
        file,
        "PARTNERS_FILE",
        lambda report, tree: _Reader(report, frozenset(staff)).register(tree),
        BadPartners,
    )


def check_kinds(register: Register, scenarios: Collection[Scenario]) -> None:
    """Every partner or kind of one that a scenario names is in the register. `BadPartners`."""
    if not register.partners:
        return
    known = sorted({name for one in register.partners for name in (one.id, *one.kinds)})
    lacking = [
        f"scenario {scenario.id}, outcome {outcome.id}: no partner takes {outcome.partner!r}"
        f" (give a partner of PARTNERS_FILE this kind; there are: {', '.join(known)})"
        for scenario in scenarios
        for outcome in scenario.outcomes
        if outcome.partner is not None and not register.resolves(outcome.partner)
    ]
    if lacking:
        raise BadPartners("\n".join(lacking))


@dataclass(slots=True)
class _Reader:
    report: Report
    staff: frozenset[int]

    def register(self, tree: Tree) -> Register:
        top = open_fields(self.report, tree, (), "the partners' file", FILE)
        if top is None:
            return Register()
        found = top.get("partners")
        partners: list[Partner] = []
        if isinstance(found, Entries) and found.entries:
            for entry in found.entries:
                partner = self.partner(entry.key, entry.mark, entry.value)
                partners += [partner] if partner else []
            self.twice(found)
        elif found is not None:
            self.wrong(found, "partners is a mapping from a short id to a partner", "add one")
        return Register(tuple(partners), self.targets(top.get("targets")))

    def partner(self, key: str, mark: Mark, tree: Tree) -> Partner | None:
        if not ID.fullmatch(key) or len(key) > LONGEST_ID:
            self.report.error(
                "bad-id",
                mark,
                f"{key[:LONGEST_ID]!r} is no id for a partner",
                f"use letters, digits, _ and -, a letter first, at most {LONGEST_ID}",
            )
        fields = open_fields(self.report, tree, ("partners", key), f"partner {key}", PARTNER)
        if fields is None:
            return None
        first, last = self.days(fields)
        standard = Partner(key, key, ())
        within = fields.span("accept_within", "mh") or standard.accept_within
        return Partner(
            id=key,
            name=self.line(fields, "name") or key,
            people=self.people(fields),
            kinds=frozenset(self.words(fields, "kinds")),
            products=frozenset(self.words(fields, "products")),
            regions=frozenset(self.words(fields, "regions")),
            languages=frozenset(self.words(fields, "languages")),
            answers=self.answers(fields),
            budget=self.budget(fields.get("budget")),
            about=self.about(fields.get("about")),
            contact=self.line(fields, "contact"),
            language=fields.one_of("language", LOCALES, "a language of the bot") or "ru",
            capacity=fields.whole("capacity", least=1),
            accept_within=within,
            remind_after=self.reminders(fields, within),
            ask_after=fields.span("ask_after", "dw") or standard.ask_after,
            first_day=first,
            last_day=last,
        )

    def people(self, fields: Fields) -> tuple[int, ...]:
        found: list[int] = []
        for scalar in self.scalars(fields, "people"):
            if not isinstance(scalar.value, int) or isinstance(scalar.value, bool):
                self.wrong(scalar, f"{scalar.text[:40]!r} is no Telegram id", "write its number")
            elif scalar.value <= 0:
                self.wrong(scalar, "people are single accounts, no groups", "write a positive id")
            elif scalar.value in self.staff:
                self.wrong(
                    scalar,
                    f"{scalar.value} is one of SALES_IDS or MANAGER_IDS",
                    "a partner's people are not our staff: take the id out of one of them",
                )
            else:
                found.append(scalar.value)
        tree = fields.get("people")
        if isinstance(tree, Items) and not tree.items:
            self.wrong(tree, "nobody of the partner is named", "write at least one Telegram id")
        return tuple(dict.fromkeys(found))

    def twice(self, partners: Entries) -> None:
        """One chat with the bot can't be two partners'."""
        seen: dict[int, str] = {}
        ids: set[str] = set()
        for entry in partners.entries:
            if entry.key in ids:
                self.report.error(
                    "duplicate-key", entry.mark, f"{entry.key!r} is given twice", "rename one"
                )
            ids.add(entry.key)
            for scalar in _people_of(entry.value):
                if (
                    isinstance(scalar.value, int)
                    and seen.setdefault(scalar.value, entry.key) != entry.key
                ):
                    self.wrong(
                        scalar,
                        f"{scalar.value} is also one of {seen[scalar.value]!r}",
                        "a person speaks for one partner",
                    )

    def answers(self, fields: Fields) -> Mapping[str, frozenset[str]]:
        tree = fields.get("answers")
        if tree is None:
            return {}
        if not isinstance(tree, Entries):
            self.wrong(tree, "answers is a mapping from a slot to options", "write {market: [b2c]}")
            return {}
        return {
            entry.key: frozenset(one.text for one in self.flat(entry.value, entry.key))
            for entry in tree.entries
        }

    def budget(self, tree: Tree | None) -> Budget | None:
        fields = open_fields(self.report, tree, (), "budget", BUDGET) if tree else None
        if fields is None:
            return None
        slot, least = fields.scalar("slot"), fields.whole("from", least=1)
        return Budget(slot.text, least) if slot and least else None

    def about(self, tree: Tree | None) -> Mapping[str, str]:
        fields = open_fields(self.report, tree, (), "about", ABOUT) if tree else None
        if fields is None:
            return {}
        return {locale: self.line(fields, locale) for locale in LOCALES if locale in fields}

    def targets(self, tree: Tree | None) -> Targets:
        fields = open_fields(self.report, tree, (), "targets", TARGETS) if tree else None
        standard = Targets()
        if fields is None:
            return standard

        def part(key: str, usual: float) -> float:
            percent = fields.whole(key, least=0)
            if percent is not None and percent > 100:
                self.wrong(fields.values[key], f"{key} is a percentage", "write 0 to 100")
            return usual if percent is None else percent / 100

        return Targets(
            last=fields.whole("last", least=5) or standard.last,
            conversion=part("conversion", standard.conversion),
            opinion=part("opinion", standard.opinion),
            on_time=part("on_time", standard.on_time),
        )

    def reminders(self, fields: Fields, within: timedelta) -> tuple[timedelta, ...]:
        """Each before the deadline; by default one, half-way."""
        if "remind_after" not in fields:
            return (within / 2,)
        found: list[timedelta] = []
        for scalar in self.scalars(fields, "remind_after"):
            one = Fields(self.report, (), scalar.mark, {"remind_after": scalar})
            span = one.span("remind_after", "mh")
            if span is not None and span >= within:
                self.wrong(scalar, "a reminder comes before accept_within is over", "shorten it")
            elif span is not None:
                found.append(span)
        return tuple(found)

    def days(self, fields: Fields) -> tuple[date | None, date | None]:
        """`2026-01-01..2026-12-31`; either end may be left out."""
        scalar = fields.scalar("active")
        if scalar is None:
            return None, None
        first, dots, last = scalar.text.partition("..")
        try:
            days = [
                date.fromisoformat(one.strip()) if one.strip() else None for one in (first, last)
            ]
        except ValueError:
            days, dots = [None, None], ""
        begins, ends = days
        if not dots or (begins and ends and ends < begins):
            self.wrong(scalar, f"{scalar.text[:40]!r} are no days", "write 2026-01-01..2026-12-31")
        return begins, ends

    def line(self, fields: Fields, key: str) -> str:
        scalar = fields.scalar(key)
        if scalar is None:
            return ""
        text = scalar.text.strip()
        if not text or len(text) > LONGEST_LINE:
            self.wrong(scalar, f"{key} has 1 to {LONGEST_LINE} characters", "write one line")
        return text

    def words(self, fields: Fields, key: str) -> list[str]:
        return [scalar.text for scalar in self.scalars(fields, key)]

    def scalars(self, fields: Fields, key: str) -> list[Scalar]:
        tree = fields.get(key)
        return [] if tree is None else list(self.flat(tree, key))

    def flat(self, tree: Tree, key: str) -> Iterator[Scalar]:
        for item in self.report.items(tree, key):
            scalar = self.report.scalar(item, f"an item of {key}")
            if scalar is not None:
                yield scalar

    def wrong(self, tree: Tree, message: str, fix: str) -> None:
        self.report.error("wrong-value", tree.mark, message, fix)


def _people_of(tree: Tree) -> Iterator[Scalar]:
    for entry in tree.entries if isinstance(tree, Entries) else ():
        if entry.key == "people" and isinstance(entry.value, Items):
            yield from (one for one in entry.value.items if isinstance(one, Scalar))
