"""The file of forms (INTAKE_FILE) → the ways in. Every mistake is told with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.web.intake.entrance import PER_MINUTE, SAME, Entrance
from bot.web.intake.request import RESERVED
from dialogs.conditions import did_you_mean
from dialogs.findings import Finding, ScenarioErrors
from dialogs.forms.form import PERSON, UNFIT, Agreement, Form
from dialogs.loader import read_file
from dialogs.scenario import LOCALES, Personal, Scenario
from dialogs.schema.fields import ID, Fields, Report, open_fields
from dialogs.schema.keys import Part
from dialogs.source import Entries, Items, Mark, Scalar, Tree, read_source
from leads.catalogue import Campaign

SETTING = "INTAKE_FILE"
LONGEST_ID, LONGEST_LINE, LONGEST_TEXT = 32, 200, 4000

_KEY = re.compile(r"[A-Za-z0-9_-]{4,64}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_SECRET = re.compile(r"[A-Z0-9_]{1,32}")

FILE = Part.of("forms", "per_address")
FORM = Part.of(
    "key name",
    "channel quiz product origins secret person answers required consent trap per_minute",
)
CONSENT = Part.of("field version text")
TEXT = Part.of("ru", "en")


class BadForms(ValueError):
    """The file describes no forms; the message has a line for each mistake."""


@dataclass(frozen=True, slots=True)
class Forms:
    """What the file says. An address may send `per_address` requests a minute."""

    entrances: tuple[Entrance, ...] = ()
    per_address: int = 30

    @property
    def forms(self) -> Mapping[str, Form]:
        """The forms by their ids."""
        return {one.form.id: one.form for one in self.entrances}

    @property
    def campaigns(self) -> Mapping[str, Campaign]:
        """Where people who send a form come from, by the form's id."""
        return {form_id: form.campaign for form_id, form in self.forms.items()}


def load_forms(
    file: str, scenarios: Mapping[str, Scenario], quiz: str, secrets: Mapping[str, str]
) -> Forms:
    """The forms of `file`, none for "". `BadForms`; OSError when it can't be read.

    `quiz` is the scenario of forms that name none; `secrets` are those of forms that servers sign.
    """
    if not file:
        return Forms()
    forms, findings = check_forms(Path(file), scenarios, quiz, secrets)
    if findings:
        listed = "\n".join(str(one) for one in findings)
        raise BadForms(f"{SETTING}: {listed}")
    return forms


def check_forms(
    path: Path, scenarios: Mapping[str, Scenario], quiz: str, secrets: Mapping[str, str] | None
) -> tuple[Forms, list[Finding]]:
    """What the file says, and everything that is wrong with it. OSError. Without `secrets` it is
    not asked whether they are set."""
    name = path.as_posix()
    try:
        tree = read_source(read_file(path), name=name)
    except ScenarioErrors as errors:
        return Forms(), list(errors.findings)
    report = Report(name)
    return _Reader(report, scenarios, quiz, secrets).forms(tree), report.findings


@dataclass(slots=True)
class _Reader:
    report: Report
    scenarios: Mapping[str, Scenario]
    quiz: str
    secrets: Mapping[str, str] | None

    def forms(self, tree: Tree) -> Forms:
        top = open_fields(self.report, tree, (), "the file of forms", FILE)
        if top is None:
            return Forms()
        found = top.get("forms")
        entrances: list[Entrance] = []
        if isinstance(found, Entries) and found.entries:
            keys: dict[str, str] = {}
            for entry in found.entries:
                one = self.entrance(entry.key, entry.mark, entry.value)
                if one is not None and keys.setdefault(one.key, entry.key) != entry.key:
                    self.wrong(entry.value, f"key is that of {keys[one.key]!r} too", "choose one")
                entrances += [one] if one else []
        elif found is not None:
            self.wrong(found, "forms is a mapping from a short id to a form", "add one")
        return Forms(
            tuple(entrances),
            top.whole("per_address", least=1) or Forms().per_address,
        )

    def entrance(self, form_id: str, mark: Mark, tree: Tree) -> Entrance | None:
        if not ID.fullmatch(form_id) or len(form_id) > LONGEST_ID:
            fix = f"use letters, digits, _ and -, a letter first, at most {LONGEST_ID}"
            self.report.error("bad-id", mark, f"{form_id[:40]!r} is no id for a form", fix)
            return None
        fields = open_fields(self.report, tree, (form_id,), f"form {form_id}", FORM)
        if fields is None:
            return None
        form = self.form(form_id, fields)
        key = self.matching(fields, "key", _KEY, "4 to 64 of A-Z a-z 0-9 _ -")
        if form is None or not key:
            return None
        origins = self.origins(fields)
        secret = self.secret(fields)
        if ("origins" in fields) == ("secret" in fields):
            self.report.error(
                "wrong-value",
                fields.mark,
                f"form {form_id} is sent by pages or by a server",
                "give it origins, or the name of a secret",
            )
        trap = self.matching(fields, "trap", re.compile(r"\S{1,64}"), "the name of a field")
        per_minute = fields.whole("per_minute", least=1) or PER_MINUTE
        return Entrance(form, key, origins, secret, trap, per_minute)

    def form(self, form_id: str, fields: Fields) -> Form | None:
        scenario = self.scenario(fields)
        name, channel = self.line(fields, "name"), self.line(fields, "channel") or "site"
        if scenario is None:
            return None
        answers, person = self.answers(fields, scenario), self.person(fields)
        agreement = self.agreement(fields.get("consent"))
        private = person or any(
            scenario.slots[slot].personal is not Personal.NONE for slot in answers.values()
        )
        if private and "consent" not in fields:
            self.report.error(
                "missing-key",
                fields.mark,
                f"form {form_id} asks for personal data without a consent",
                "add consent: {field: …, version: …, text: {ru: …}}",
            )
        known = {*answers, *person, *([agreement.field] if agreement else [])}
        required = frozenset(one.text for one in self.scalars(fields, "required", known))
        product = self.product(fields, scenario)
        campaign = Campaign(form_id, channel, name or form_id, product=product, quiz=scenario.id)
        return Form(form_id, scenario.id, campaign, answers, person, required, agreement)

    def scenario(self, fields: Fields) -> Scenario | None:
        scalar = fields.scalar("quiz")
        wanted = scalar.text if scalar else self.quiz
        found = self.scenarios.get(wanted)
        if found is None:
            mark = scalar.mark if scalar else fields.mark
            message = f"there is no scenario {wanted[:40]!r}"
            fix = did_you_mean(wanted, frozenset(self.scenarios))
            self.report.error("unknown-value", mark, message, fix)
        return found

    def product(self, fields: Fields, scenario: Scenario) -> str | None:
        if "product" not in fields:
            return None
        slot = scenario.slots.get(scenario.product_slot or "")
        options = [option.id for option in slot.options] if slot else []
        return fields.one_of("product", options, f"a product of {scenario.id}")

    def answers(self, fields: Fields, scenario: Scenario) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name, scalar in self.pairs(fields, "answers"):
            slot = scenario.slots.get(scalar.text)
            if slot is None:
                self.unknown(scalar, f"scenario {scenario.id} has no slot", scenario.slots)
            elif slot.type in UNFIT:
                self.wrong(
                    scalar,
                    f"a form can't fill {slot.id!r}: it is of type {slot.type.value}",
                    "leave it for the chat to ask",
                )
            elif all(step.slot != slot.id for step in scenario.steps):
                self.wrong(scalar, f"no step asks for {slot.id!r}", "name a slot that is asked")
            elif slot.id in found.values():
                self.wrong(scalar, f"{slot.id!r} is filled by two fields", "remove one of them")
            else:
                found[name] = slot.id
        return found

    def person(self, fields: Fields) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name, scalar in self.pairs(fields, "person"):
            if scalar.text in PERSON:
                found[name] = scalar.text
            else:
                self.unknown(scalar, "a form tells nothing of a person under", PERSON)
        return found

    def pairs(self, fields: Fields, key: str) -> Iterator[tuple[str, Scalar]]:
        tree = fields.get(key)
        if tree is None:
            return
        if not isinstance(tree, Entries):
            self.wrong(tree, f"{key} leads from a field to what it tells", "write {field: what}")
            return
        for entry in tree.entries:
            scalar = self.report.scalar(entry.value, entry.key)
            if entry.key in RESERVED:
                self.report.error(
                    "bad-id", entry.mark, f"{entry.key!r} is a name of ours", "rename the field"
                )
            elif scalar is not None:
                yield entry.key, scalar

    def agreement(self, tree: Tree | None) -> Agreement | None:
        fields = open_fields(self.report, tree, (), "consent", CONSENT) if tree else None
        texts = fields.get("text") if fields else None
        words = open_fields(self.report, texts, (), "text", TEXT) if texts else None
        if fields is None or words is None:
            return None
        text = {one: self.line(words, one, LONGEST_TEXT) for one in LOCALES if one in words}
        return Agreement(self.line(fields, "field"), self.line(fields, "version"), text)

    def origins(self, fields: Fields) -> tuple[str, ...]:
        found, tree = [], fields.get("origins")
        if isinstance(tree, Items) and not tree.items:
            self.wrong(tree, "no site may send the form", f"write its origin, or {SAME}")
        for scalar in self.scalars(fields, "origins"):
            if scalar.text == SAME or _ORIGIN.fullmatch(scalar.text):
                found.append(scalar.text)
            else:
                fix = f"write https://romashka.example without a path, or {SAME}"
                self.wrong(scalar, f"{scalar.text[:60]!r} is no origin", fix)
        return tuple(found)

    def secret(self, fields: Fields) -> str:
        name = self.matching(fields, "secret", _SECRET, "letters A-Z, digits and _")
        if not name or self.secrets is None:
            return "" if not name else "-"
        value = self.secrets.get(f"FORM_{name}", "")
        if not value:
            scalar = fields.values["secret"]
            self.wrong(scalar, f"FORM_{name} is not set", "put the secret into .env, 32 signs long")
        return value

    def matching(self, fields: Fields, key: str, pattern: re.Pattern[str], what: str) -> str:
        scalar = fields.scalar(key)
        if scalar is None:
            return ""
        if not pattern.fullmatch(scalar.text):
            self.wrong(scalar, f"{scalar.text[:40]!r} can't be {key}", f"write {what}")
            return ""
        return scalar.text

    def line(self, fields: Fields, key: str, longest: int = LONGEST_LINE) -> str:
        scalar = fields.scalar(key)
        text = scalar.text.strip() if scalar else ""
        if scalar is not None and not 0 < len(text) <= longest:
            self.wrong(scalar, f"{key} has 1 to {longest} characters", "write a text")
        return text

    def scalars(
        self, fields: Fields, key: str, known: Collection[str] | None = None
    ) -> Iterator[Scalar]:
        tree = fields.get(key)
        for item in () if tree is None else self.report.items(tree, key):
            scalar = self.report.scalar(item, f"an item of {key}")
            if scalar is not None and known is not None and scalar.text not in known:
                self.unknown(scalar, "the form has no field", known)
            elif scalar is not None:
                yield scalar

    def unknown(self, scalar: Scalar, what: str, known: Collection[str]) -> None:
        fix = did_you_mean(scalar.text, frozenset(known))
        self.report.error("unknown-value", scalar.mark, f"{what} {scalar.text[:40]!r}", fix)

    def wrong(self, tree: Tree, message: str, fix: str) -> None:
        self.report.error("wrong-value", tree.mark, message, fix)
