"""A scenario with a slot of every type and every feature of a step, built without a file."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from dialogs.conditions import Condition, Kind, Name, parse_condition
from dialogs.scenario import (
    Gate,
    Option,
    Outcome,
    Personal,
    Scenario,
    ScenarioKind,
    ScoreRow,
    Slot,
    SlotType,
    Step,
    Text,
)
from leads.stage import Stage

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

_KINDS = {
    SlotType.BOOLEAN: Kind.TRUTH,
    SlotType.CONSENT: Kind.TRUTH,
    SlotType.INTEGER: Kind.NUMBER,
    SlotType.MONEY: Kind.NUMBER,
    SlotType.CHOICE: Kind.CHOICE,
    SlotType.CHOICES: Kind.CHOICES,
}


def said(ru: str, en: str | None = None) -> Text:
    return Text({"ru": ru, "en": en or ru})


def options(**labels: str) -> tuple[Option, ...]:
    """Options by id; a label is `Russian | English`."""
    pairs = {key: label.split(" | ") for key, label in labels.items()}
    return tuple(Option(key, said(pair[0], pair[-1])) for key, pair in pairs.items())


def conditions(slots: Iterable[Slot]) -> Mapping[str, Name]:
    names = {
        slot.id: Name(
            _KINDS.get(slot.type, Kind.WORDS), frozenset(option.id for option in slot.options)
        )
        for slot in slots
    }
    return {**names, "fit": Name(Kind.NUMBER), "intent": Name(Kind.NUMBER)}


def scenario_of(
    slots: Iterable[Slot],
    steps: Iterable[Step],
    *,
    gates: Iterable[Gate] = (),
    fit: Iterable[ScoreRow] = (),
    intent: Iterable[ScoreRow] = (),
    outcomes: Iterable[Outcome] = (Outcome("done", Stage.LEAD, said("Готово")),),
    kind: ScenarioKind = ScenarioKind.QUIZ,
) -> Scenario:
    return Scenario(
        id="rich",
        version=3,
        kind=kind,
        title=said("Квиз", "Quiz"),
        slots={slot.id: slot for slot in slots},
        steps=tuple(steps),
        gates=tuple(gates),
        fit=tuple(fit),
        intent=tuple(intent),
        outcomes=tuple(outcomes),
        personas=(),
        digest="d" * 64,
        source="",
    )


SLOTS = (
    Slot(
        "market",
        SlotType.CHOICE,
        said("Рынок"),
        options=options(
            b2b="Компаниям | Companies", b2c="Частным лицам | Consumers", both="Всем | Both"
        ),
    ),
    Slot(
        "goals",
        SlotType.CHOICES,
        said("Задачи"),
        options=options(
            seo="SEO | SEO", crm="CRM | CRM", ads="Реклама | Ads", portal="Портал | Portal"
        ),
    ),
    Slot("has_site", SlotType.BOOLEAN, said("Сайт")),
    Slot("site", SlotType.URL, said("Адрес сайта")),
    Slot("traffic", SlotType.INTEGER, said("Трафик"), minimum=0, maximum=1_000_000),
    Slot("budget", SlotType.MONEY, said("Бюджет"), currency="RUB", minimum=10_000),
    Slot("task", SlotType.TEXT, said("Задача"), max_length=200),
    Slot("agreed", SlotType.CONSENT, said("Согласие"), purpose="personal_data"),
    Slot("name", SlotType.TEXT, said("Имя"), max_length=60, personal=Personal.NAME),
    Slot("phone", SlotType.PHONE, said("Телефон"), personal=Personal.CONTACT),
    Slot("email", SlotType.EMAIL, said("Почта"), personal=Personal.CONTACT),
)
_NAMES = conditions(SLOTS)


def when(source: str) -> Condition:
    return parse_condition(source, _NAMES)


STEPS = (
    Step("welcome", said("Здравствуйте!")),
    Step("market", said("Кому продаёте?"), slot="market"),
    Step("goals", said("Что нужно?"), slot="goals", unsure=True),
    Step("has_site", said("Есть сайт?"), slot="has_site", unsure=True),
    Step("site", said("Адрес?"), slot="site", when=when("has_site"), optional=True),
    Step(
        "traffic",
        said("Сколько визитов?"),
        slot="traffic",
        when=when("has_site and (seo in goals or ads in goals)"),
        unsure=True,
    ),
    Step("praise", said("Неплохо!"), when=when("traffic >= 50_000")),
    Step("budget", said("Бюджет?"), slot="budget", when=when("market != b2c"), unsure=True),
    Step("task", said("Задача?"), slot="task", when=when("not known(budget)"), optional=True),
    Step("agreed", said("Согласны?"), slot="agreed"),
    Step("name", said("Как зовут?"), slot="name", when=when("agreed")),
    Step("phone", said("Телефон?"), slot="phone", when=when("agreed"), optional=True),
    Step("email", said("Почта?"), slot="email", when=when("agreed and not known(phone)")),
)

GATES = (
    Gate(
        "small",
        when("seo in goals and traffic < 1_000"),
        "not_yet",
        said("Пока рано", "Too early"),
        recheck=timedelta(days=90),
    ),
    Gate("retail", when("market == b2c and not has_site"), "partner", said("Это к партнёру")),
)
FIT = (
    ScoreRow("F1", when("market == b2b"), 30, said("Продаёт компаниям")),
    ScoreRow("F2", when("traffic >= 10_000"), 20, said("Трафик от 10 000")),
    ScoreRow("F3", when("not known(traffic)"), -5, said("Трафик неизвестен")),
)
INTENT = (
    ScoreRow("I1", when("budget >= 100_000"), 25, said("Бюджет от 100 000")),
    ScoreRow("I2", when("known(phone)"), 10, said("Оставил телефон")),
)
OUTCOMES = (
    Outcome("partner", Stage.REFERRED, said("Партнёр"), only_by_gate=True),
    Outcome("not_yet", Stage.NOT_YET, said("Пока рано"), only_by_gate=True),
    Outcome("qualified", Stage.QUALIFIED, said("Да"), when=when("fit >= 40 and intent >= 20")),
    Outcome("nurture", Stage.LEAD, said("Спасибо")),
)

RICH = scenario_of(SLOTS, STEPS, gates=GATES, fit=FIT, intent=INTENT, outcomes=OUTCOMES)
