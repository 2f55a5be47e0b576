"""Seeded defects: one textual change each, the finding that it must cause, and the line of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """Replace `old` by `new`; `code` must be found on the first line that then holds `at`.

    Without `at` the line is the one that `new` begins on. The column is the one where the rest of
    the line begins with `token`.
    """

    code: str
    old: str
    new: str
    token: str
    at: str | None = None
    warning: bool = False

    def plant(self, text: str) -> tuple[str, int]:
        """The broken text and the line (from 1) where the finding belongs."""
        assert text.count(self.old) >= 1, f"{self.old!r} is no longer in the scenario"
        broken = text.replace(self.old, self.new, 1)
        place = text.index(self.old) if self.at is None else broken.index(self.at)
        return broken, broken.count("\n", 0, place) + 1


FLAGSHIP = [
    Defect(
        "unknown-key",
        "  - ask: start\n    text:",
        "  - ask: start\n    txt:",
        "txt:",
        at="    txt:",
    ),
    Defect("unknown-slot", "- ask: traffic", "- ask: trafic", "trafic"),
    Defect(
        "unknown-slot",
        'when: "project_budget >= 1000000"',
        'when: "project_bugdet >= 1000000"',
        "project_bugdet",
    ),
    Defect("unknown-option", 'when: "market == b2c"', 'when: "market == retail"', "retail"),
    Defect("unknown-value", "stage: qualified", "stage: qualifed", "qualifed"),
    Defect("unknown-value", "type: url", "type: link", "link"),
    Defect("unknown-outcome", "outcome: not_yet", "outcome: notyet", "notyet"),
    Defect("wrong-type", "- after: 30m", "- after: 30", "30"),
    Defect("pause-order", "- after: 1d", "- after: 10m", "10m"),
    Defect("pause-way", "    hand_over: true", "    hand_over: false", "after: 2d", at="after: 2d"),
    Defect("duplicate-id", "- id: F9\n", "- id: F8\n", "F8"),
    Defect(
        "duplicate-id",
        "- ask: role\n",
        "- ask: start\n",
        "start",
        at='- ask: start\n    text:\n      ru: "И',
    ),
    Defect(
        "duplicate-key",
        "    min: 0\n    max: 100000000\n    need: true\n    crm: lead.traffic",
        "    min: 0\n    min: 10\n    need: true\n    crm: lead.traffic",
        "min:",
        at="    min: 10",
    ),
    Defect("type-mismatch", 'when: "role == user"', 'when: "role >= user"', "role"),
    Defect("type-mismatch", 'when: "known(site)"', 'when: "site == b2b"', "site"),
    Defect(
        "out-of-range",
        'product == automation and traffic < 1000"',
        'product == automation and traffic < 1000000000"',
        "1000000000",
    ),
    Defect("condition-syntax", 'when: "market == both"', 'when: "market = both"', '= both"'),
    Defect("condition-syntax", "monthly_budget < 150000", "monthly_budget < 150к", "к"),
    Defect(
        "forward-reference",
        "  - ask: market\n",
        "  - ask: market\n    when: known(product)\n",
        "product",
        at="    when: known(product)",
    ),
    Defect(
        "never-asked", "  - ask: start\n", "  - say: start\n", "start", at='when: "start == now"'
    ),
    Defect(
        "missing-else",
        "    else: true\n",
        "    by_gate: true\n",
        "- id: self",
        at="  - id: self_service",
    ),
    Defect(
        "missing-language",
        'en: "When would you like to begin?"',
        "",
        "ru:",
        at='      ru: "Когда хотите начать?"',
    ),
    Defect("missing-key", "    expect: partner\n", "", "id:", at="id: retail-only"),
    Defect("wrong-type", "add: 15", "add: fifteen", "fifteen"),
    Defect("wrong-type", "recheck: 90d", "recheck: 3 months", "3"),
    Defect("placeholder-without-fallback", "{site|ваш сайт}", "{site}", "{site}"),
    Defect("unknown-slot", "{site|your website}", "{sight|your website}", "{sight|your website}"),
    Defect(
        "label-too-long",
        'ru: "SEO-продвижение"',
        f'ru: "{"SEO-продвижение " * 5}"',
        '"SEO-продвижение',
    ),
    Defect("text-too-long", 'ru: "Когда хотите начать?"', f'ru: "{"Когда? " * 600}"', '"Когда'),
    Defect(
        "callback-too-long",
        "      quarter: {",
        f"      {'quarter_' * 5}: {{",
        "quarter_quarter_quarter_quarter_quarter_:",
    ),
    Defect(
        "unreachable-step",
        'when: "product in [portal, crm]"\n    unsure: true',
        'when: "product == portal and product == crm"\n    unsure: true',
        "product",
    ),
    Defect(
        "unreachable-outcome",
        "outcome: partner",
        "outcome: not_yet",
        "partner",
        at="- id: partner\n",
    ),
    Defect(
        "persona-failed",
        "traffic: 1000, monthly",
        "traffic: 999, monthly",
        "qualified",
        at="    expect: qualified\n    fit: 55",
    ),
    Defect("persona-failed", "    fit: 90\n", "    fit: 95\n", "95"),
    Defect("persona-stuck", 'site: "https://zavod.example",\n', 'site: "завод",\n', "завод"),
    Defect("unknown-slot", "answers: {market: b2c}", "answers: {markt: b2c}", "markt:"),
    Defect("yaml", "  - ask: role\n", "\t- ask: role\n", "\t- ask: role"),
    Defect("alias", "add: 30", "add: &points 30", "&points 30"),
    Defect("tag", "type: url", "type: !!str url", "!!str url"),
    Defect("crm-field-twice", "crm: contact.role", "crm: lead.start", "lead.start", warning=True),
    Defect("bad-crm-field", "crm: lead.market", "crm: market", "market"),
    Defect("threshold-unreachable", "fit >= 50", "fit >= 95", "fit", warning=True),
    Defect("threshold-always-met", "fit >= 50", "fit >= 0", "fit", warning=True),
    Defect(
        "rule-shadowed", 'when: "market == both"', 'when: "market == b2c"', "market", warning=True
    ),
    Defect(
        "rule-never-true",
        'when: "product == seo and traffic < 1000"',
        'when: "product == portal and traffic < 1000"',
        "product",
        warning=True,
    ),
    Defect(
        "constant-condition",
        'when: "role == user"',
        'when: "role == user and role == approver"',
        "role",
        warning=True,
    ),
    Defect(
        "constant-condition",
        'when: "product == seo and traffic >= 1000"',
        'when: "traffic >= 0"',
        "traffic",
        warning=True,
    ),
    Defect(
        "too-many-questions",
        '  - ask: project_budget\n    when: "product in [portal, crm]"',
        "  - ask: project_budget",
        "- ask: marke",
        at="  - ask: market",
        warning=True,
    ),
    Defect(
        "row-without-sentence",
        '      add: 10\n      why: {ru: "Назвал бюджет", en: "Named a budget"}',
        "      add: 10",
        "id:",
        at="- id: I7",
        warning=True,
    ),
    Defect("same-label", 'ru: "B2B-портал"', 'ru: "SEO-продвижение"', "SEO-продвижение"),
    Defect(
        "text-too-long",
        "        Мы занимаемся только продажами бизнесу:",
        f"        {'Только бизнесу. ' * 230}",
        "Только бизнесу",
    ),
    Defect(
        "text-may-be-too-long",
        "        Спасибо! С такой задачей",
        f"        {{site|Сайт}} {'Спасибо! ' * 385}С такой задачей",
        "{site|Сайт}",
        warning=True,
    ),
    Defect(
        "not-translated",
        'en: "When would you like to begin?"',
        'en: "Когда хотите начать?"',
        "Когда",
        warning=True,
    ),
    Defect("row-without-points", "      add: 15\n", "      add: 0\n", "0", warning=True),
    Defect(
        "outcome-without-persona",
        "    expect: partner\n",
        "    expect: not_yet\n",
        "partner",
        at="  - id: partner",
        warning=True,
    ),
    Defect("placeholder", 'ru: "Назвал бюджет"', 'ru: "Назвал бюджет {site|}}"', '}", en: "Named'),
    Defect(
        "placeholder",
        'why: {ru: "Назвал бюджет"',
        'why: {ru: "Назвал {monthly_budget|бюджет}"',
        "{monthly_budget|бюджет}",
    ),
    Defect("empty-text", 'en: "Start"', 'en: " "', '" "}'),
    Defect("missing-key", "    currency: RUB\n", "", "type:", at="type: money"),
    Defect("several-documents", "\ngates:\n", "\n---\ngates:\n", "---", at="---"),
    Defect("too-deep", "add: 15", f"add: {'[' * 20}1{']' * 20}", "[[[[[[[1]]]]]]"),
    Defect(
        "signal-weight",
        '      when: "price_first"\n      add: 10',
        '      when: "price_first"\n      add: 40',
        "40",
        at="      add: 40",
    ),
    Defect(
        "signal-weight",
        '      when: "price_first"\n      add: 10',
        '      when: "price_first"\n      add: -5',
        "-5",
        at="      add: -5",
    ),
    Defect("signal-alone", "doubt >= 20", "doubt >= 10", "doubt"),
    Defect("signal-alone", "doubt >= 20", "doubt <= 20", "doubt"),
    Defect("threshold-unreachable", "doubt >= 20", "doubt >= 40", "doubt", warning=True),
    Defect("signals-decide", "(fit < 50 and intent < 40 and doubt", "(doubt", "(grade"),
    Defect(
        "unknown-slot",
        'product in [portal, crm]"\n      add',
        'price_first"\n      add',
        "price_first",
    ),
    Defect("unknown-option", "grade == C", "grade == D", "D"),
    Defect("unknown-product", "  - for: [seo]", "  - for: [sea]", "[sea]"),
    Defect(
        "material-missing",
        '  - price:\n      ru: "Внедрение CRM',
        '  - for: [portal]\n    price:\n      ru: "Внедрение CRM',
        "self_service",
        at="  - id: self_service",
    ),
    Defect("bad-link", '"https://webmaster.yandex.ru"', '"webmaster"', '"webmaster"'),
    Defect("persona-failed", "    doubt: 30\n", "    doubt: 10\n", "10"),
]

BRIEF = [
    Defect("unused-answer", "    crm: lead.tried\n", "", "tried", at="- ask: tried", warning=True),
    Defect("consent-missing", '  - ask: phone\n    when: "agree"\n', "  - ask: phone\n", "phone"),
    Defect("personal-data-field", "crm: contact.phone", "crm: lead.phone", "lead.phone"),
    Defect(
        "key-not-for-type",
        "    purpose: personal_data\n",
        "    purpose: personal_data\n    max_length: 5\n",
        "5",
        at="    max_length: 5",
    ),
    Defect("missing-else", "else: true", "else: false", "- id: done", at="  - id: done"),
    Defect(
        "persona-stuck",
        'agree: true,\n              phone: "+7 912',
        'agree: true,\n              phone: "12',
        "12",
        at='              phone: "12',
    ),
    Defect("personal-data-field", "crm: contact.email", "crm: contact.mail", "contact.mail"),
    Defect(
        "personal-data-unmapped",
        "    crm: contact.email\n",
        "",
        "email",
        at="type: email",
        warning=True,
    ),
]

SMALL = [
    Defect(
        "personal-data-judged",
        "has_site: {type: boolean,",
        "has_site: {type: boolean, personal: contact,",
        "has_site",
        at='when: "has_site"',
    ),
    Defect("forward-reference", "{ask: has_site,", '{ask: has_site, when: "has_site",', "has_site"),
    Defect("unknown-value", "purpose: personal_data", "purpose: personal_date", "personal_date"),
    Defect(
        "text-too-long",
        'tell: {ru: "Сначала нужен сайт.',
        f'tell: {{ru: "{"Сайт! " * 800}',
        '"Сайт',
    ),
    Defect(
        "not-always-asked",
        "{ask: budget, unsure: true,",
        '{ask: budget, when: "traffic > 5", unsure: true,',
        "traffic",
    ),
    Defect(
        "placeholder-too-early", "{product|вашей}", "{budget|вашей}", "{budget|вашей}", warning=True
    ),
    Defect(
        "slot-never-asked",
        "  agree: {type",
        "  spare: {type: boolean, label: {ru: А, en: B}}\n  agree: {type",
        "boolean",
        warning=True,
    ),
    Defect(
        "after-else",
        "  - {id: qualified",
        "  - {id: rest, else: true, stage: lead, tell: {ru: А, en: B}}\n  - {id: qualified",
        "{id: qualified",
        at="- {id: qualified",
    ),
    Defect(
        "two-elses",
        "id: not_yet, by_gate: true",
        "id: not_yet, else: true",
        "true",
        at="- {id: nurture",
    ),
    Defect(
        "outcome-way",
        "{id: not_yet, by_gate: true,",
        "{id: not_yet,",
        "{id: not_yet",
    ),
    Defect(
        "step-way",
        "{say: hello,",
        "{say: hello, ask: goals,",
        "{say: hello",
    ),
    Defect("key-not-for-type", "{ask: agree,", "{ask: agree, optional: true,", "true"),
    Defect(
        "wrong-shape",
        "  - id: no-site\n    answers: {product: seo, has_site: false}",
        "  - id: no-site\n    answers: [seo]",
        "[seo]",
        at="answers: [seo]",
    ),
    Defect("bad-id", "  has_site: {", "  Has-Site: {", "Has-Site:"),
    Defect("bad-id", "  - {id: I2,", "  - {id: 2I,", "2I", at="{id: 2I"),
    Defect(
        "too-few-options",
        "      order: {ru: Порядок, en: Order}\n",
        "",
        "leads:",
        at="      leads: {",
    ),
    Defect("wrong-type", "max: 1_000_000", "max: много", "много"),
    Defect("unknown-option", "goals: [leads]", "goals: [lead]", "lead"),
    Defect("unknown-slot", "product_slot: product", "product_slot: produkt", "produkt"),
    Defect("unknown-slot", 'when: "known(phone)"', 'when: "fit >= 10"', "fit"),
    Defect(
        "unreachable-step",
        'when: "product == seo and not has_site"',
        'when: "known(product)"',
        "goals",
        at="- {ask: goals",
    ),
    Defect(
        "no-lasting-option",
        """      leads: {ru: Заявки, en: Leads}
      order: {ru: Порядок, en: Order}
""",
        """      leads: {ru: Заявки, en: Leads, when: "product == seo"}
      order: {ru: Порядок, en: Order, when: "product == crm"}
""",
        "leads",
    ),
    Defect(
        "bad-pattern",
        "  has_site: {type: boolean,",
        """  code:
    type: text
    pattern: "[A-"
    mismatch: {ru: А, en: B}
    label: {ru: А, en: B}
  has_site: {type: boolean,""",
        "[A-",
        at='    pattern: "[A-"',
    ),
    Defect("chances-outdated", 'rows: "8b54cc1b"', 'rows: "00000000"', "00000000"),
    Defect(
        "chances-without-rows",
        """  intent:
    - {id: I1, when: "budget >= 100_000", add: 30, why: {ru: "Бюджет", en: "Budget"}}
    - {id: I2, when: "known(phone)", add: 10, why: {ru: "Телефон", en: "Phone"}}
calibration:
  score: fit
""",
        "calibration:\n  score: intent\n",
        "intent",
        at="  score: intent",
    ),
    Defect("unknown-value", "  score: fit\n", "  score: total\n", "total"),
    Defect("unknown-value", "target: payment", "target: brief", "brief"),
    Defect("wrong-type", "settles: 45d", "settles: 45", "45"),
    Defect("band-order", "{from: 20, chance", "{from: 0, chance", "0, chance"),
    Defect("out-of-range", "chance: 48", "chance: 148", "148"),
    Defect("wrong-type", "deals: 60", "deals: 0", "0}"),
    Defect("missing-key", "chance: 48, deals: 60", "chance: 48", "{from: 40"),
    Defect("chances-fall", "chance: 48", "chance: 20", "20", warning=True),
    Defect("band-unreachable", "{from: 40,", "{from: 61,", "61", warning=True),
    Defect(
        "no-need-marked",
        "outcomes:\n",
        """signals:
  cap: 10
  rows:
    - {id: S1, when: "refused >= 1", add: 10, why: {ru: А, en: B}}
outcomes:
""",
        "refused",
        at="    - {id: S1",
    ),
    Defect(
        "material-unused",
        "outcomes:\n",
        "materials:\n  - price: {ru: Сто, en: Hundred}\noutcomes:\n",
        "{ru: Сто",
        at="  - price: {ru",
        warning=True,
    ),
]
