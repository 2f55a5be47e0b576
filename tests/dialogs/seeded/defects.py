"""Seeded defects: one textual change each, the finding that it must cause, and the line of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """Replace `old` by `new`; `code` must be found on the first line that then holds `at`.

    Without `at` the line is the one that `new` begins on.
    """

    code: str
    old: str
    new: str
    at: str | None = None
    warning: bool = False

    def plant(self, text: str) -> tuple[str, int]:
        """The broken text and the line (from 1) where the finding belongs."""
        assert text.count(self.old) >= 1, f"{self.old!r} is no longer in the scenario"
        broken = text.replace(self.old, self.new, 1)
        place = text.index(self.old) if self.at is None else broken.index(self.at)
        return broken, broken.count("\n", 0, place) + 1


FLAGSHIP = [
    Defect("unknown-key", "  - ask: start\n    text:", "  - ask: start\n    txt:", at="    txt:"),
    Defect("unknown-slot", "- ask: traffic", "- ask: trafic"),
    Defect(
        "unknown-slot", 'when: "project_budget >= 1000000"', 'when: "project_bugdet >= 1000000"'
    ),
    Defect("unknown-option", 'when: "market == b2c"', 'when: "market == retail"'),
    Defect("unknown-value", "stage: qualified", "stage: qualifed"),
    Defect("unknown-value", "type: url", "type: link"),
    Defect("unknown-outcome", "outcome: not_yet", "outcome: notyet"),
    Defect("duplicate-id", "- id: F9\n", "- id: F8\n"),
    Defect(
        "duplicate-id",
        "- ask: role\n",
        "- ask: start\n",
        at='- ask: start\n    text:\n      ru: "И',
    ),
    Defect(
        "duplicate-key",
        "    min: 0\n    max: 100000000\n    crm: lead.traffic",
        "    min: 0\n    min: 10\n    crm: lead.traffic",
        at="    min: 10",
    ),
    Defect("type-mismatch", 'when: "role == user"', 'when: "role >= user"'),
    Defect("type-mismatch", 'when: "known(site)"', 'when: "site == b2b"'),
    Defect(
        "out-of-range",
        'product == automation and traffic < 1000"',
        'product == automation and traffic < 1000000000"',
    ),
    Defect("condition-syntax", 'when: "market == both"', 'when: "market = both"'),
    Defect("condition-syntax", "monthly_budget < 150000", "monthly_budget < 150к"),
    Defect(
        "forward-reference",
        "  - ask: market\n",
        "  - ask: market\n    when: known(product)\n",
        at="    when: known(product)",
    ),
    Defect("never-asked", "  - ask: start\n", "  - say: start\n", at='when: "start == now"'),
    Defect("missing-else", "    else: true\n", "    by_gate: true\n", at="  - id: qualified"),
    Defect(
        "missing-language",
        'en: "When would you like to begin?"',
        "",
        at='      ru: "Когда хотите начать?"',
    ),
    Defect("missing-key", "    expect: partner\n", "", at="id: retail-only"),
    Defect("wrong-type", "add: 15", "add: fifteen"),
    Defect("wrong-type", "recheck: 90d", "recheck: 3 months"),
    Defect("placeholder-without-fallback", "{site|ваш сайт}", "{site}"),
    Defect("unknown-slot", "{site|your website}", "{sight|your website}"),
    Defect("label-too-long", 'ru: "SEO-продвижение"', f'ru: "{"SEO-продвижение " * 5}"'),
    Defect("text-too-long", 'ru: "Когда хотите начать?"', f'ru: "{"Когда? " * 600}"'),
    Defect("callback-too-long", "      quarter: {", f"      {'quarter_' * 5}: {{"),
    Defect(
        "unreachable-step",
        'when: "product in [portal, crm]"\n    unsure: true',
        'when: "product == portal and product == crm"\n    unsure: true',
    ),
    Defect("unreachable-outcome", "outcome: partner", "outcome: not_yet", at="- id: partner\n"),
    Defect(
        "persona-failed",
        "traffic: 1000, monthly",
        "traffic: 999, monthly",
        at="    expect: qualified\n    fit: 55",
    ),
    Defect("persona-failed", "    fit: 90\n", "    fit: 95\n"),
    Defect("persona-stuck", 'site: "https://zavod.example",\n', 'site: "завод",\n'),
    Defect("unknown-slot", "answers: {market: b2c}", "answers: {markt: b2c}"),
    Defect("yaml", "  - ask: role\n", "\t- ask: role\n"),
    Defect("alias", "add: 30", "add: &points 30"),
    Defect("tag", "type: url", "type: !!str url"),
    Defect("bad-crm-field", "crm: lead.market", "crm: market"),
    Defect("threshold-unreachable", "fit >= 50", "fit >= 95", warning=True),
    Defect("threshold-always-met", "fit >= 50", "fit >= 0", warning=True),
    Defect("rule-shadowed", 'when: "market == both"', 'when: "market == b2c"', warning=True),
    Defect(
        "rule-never-true",
        'when: "product == seo and traffic < 1000"',
        'when: "product == portal and traffic < 1000"',
        warning=True,
    ),
    Defect(
        "constant-condition",
        'when: "role == user"',
        'when: "role == user and role == approver"',
        warning=True,
    ),
    Defect(
        "constant-condition",
        'when: "product == seo and traffic >= 1000"',
        'when: "traffic >= 0"',
        warning=True,
    ),
    Defect(
        "too-many-questions",
        '  - ask: project_budget\n    when: "product in [portal, crm]"',
        "  - ask: project_budget",
        at="  - ask: market",
        warning=True,
    ),
    Defect(
        "row-without-sentence",
        '      add: 10\n      why: {ru: "Назвал бюджет", en: "Named a budget"}',
        "      add: 10",
        at="- id: I7",
        warning=True,
    ),
]

BRIEF = [
    Defect("unused-answer", "    crm: lead.tried\n", "", at="- ask: tried", warning=True),
    Defect("consent-missing", '  - ask: phone\n    when: "agree"\n', "  - ask: phone\n"),
    Defect("personal-data-field", "crm: contact.phone", "crm: lead.phone"),
    Defect(
        "key-not-for-type",
        "    purpose: personal_data\n",
        "    purpose: personal_data\n    max_length: 5\n",
        at="    max_length: 5",
    ),
    Defect("missing-else", "else: true", "else: false", at="  - id: done"),
    Defect(
        "persona-stuck",
        'agree: true,\n              phone: "+7 912',
        'agree: true,\n              phone: "12',
        at='              phone: "12',
    ),
]

SMALL = [
    Defect("forward-reference", "{ask: has_site,", '{ask: has_site, when: "has_site",'),
    Defect("unknown-value", "purpose: personal_data", "purpose: personal_date"),
    Defect("text-too-long", 'tell: {ru: "Сначала нужен сайт.', f'tell: {{ru: "{"Сайт! " * 800}'),
    Defect(
        "not-always-asked",
        "{ask: budget, unsure: true,",
        '{ask: budget, when: "traffic > 5", unsure: true,',
    ),
    Defect("placeholder-too-early", "{product|вашей}", "{budget|вашей}", warning=True),
    Defect(
        "slot-never-asked",
        "  agree: {type",
        "  spare: {type: boolean, label: {ru: А, en: B}}\n  agree: {type",
        warning=True,
    ),
    Defect(
        "after-else",
        "  - {id: qualified",
        "  - {id: rest, else: true, stage: lead, tell: {ru: А, en: B}}\n  - {id: qualified",
        at="- {id: qualified",
    ),
    Defect(
        "two-elses", "id: not_yet, by_gate: true", "id: not_yet, else: true", at="- {id: nurture"
    ),
    Defect("outcome-way", "{id: not_yet, by_gate: true,", "{id: not_yet,"),
    Defect("step-way", "{say: hello,", "{say: hello, ask: goals,"),
    Defect("key-not-for-type", "{ask: agree,", "{ask: agree, optional: true,"),
    Defect(
        "wrong-shape",
        "  - id: no-site\n    answers: {product: seo, has_site: false}",
        "  - id: no-site\n    answers: [seo]",
        at="answers: [seo]",
    ),
    Defect("bad-id", "  has_site: {", "  Has-Site: {"),
    Defect("bad-id", "  - {id: I2,", "  - {id: 2I,", at="{id: 2I"),
    Defect("too-few-options", "      order: {ru: Порядок, en: Order}\n", "", at="      leads: {"),
    Defect("wrong-type", "max: 1_000_000", "max: много"),
    Defect("unknown-option", "goals: [leads]", "goals: [lead]"),
    Defect("unknown-slot", "product_slot: product", "product_slot: produkt"),
    Defect("unknown-slot", 'when: "known(phone)"', 'when: "fit >= 10"'),
    Defect(
        "unreachable-step",
        'when: "product == seo and not has_site"',
        'when: "known(product)"',
        at="- {ask: goals",
    ),
]
