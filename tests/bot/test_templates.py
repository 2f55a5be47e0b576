"""The messages: the same in every language, every value named, valid HTML that fits Telegram."""

import re
import tomllib
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import TemplateNotFound, UndefinedError, meta

import dialogs.answers
import dialogs.reading.result
from bot.app import menu
from bot.app.crm.saying import IN_HISTORY_ONLY
from bot.chat.texts import TEMPLATES, TOAST_LIMIT, Texts
from bot.sandbox.html_entities import parse_html, utf16_length
from leads import desk
from leads.catalogue import UNKNOWN_LINK
from leads.contact import DIRECT
from leads.crm_back.owning import Kept
from leads.facts import Fact
from leads.reasons import LossReason, RejectReason
from leads.routing import Why
from leads.stage import Stage
from tests.bot.samples import BARE, HOSTILE_TEXT, MOMENT, ORDINARY, WORST

LOCALES = ("ru", "en")
NAMES = sorted(path.stem for path in (TEMPLATES / "ru").glob("*.j2") if path.stem[0] != "_")
TOASTS = (
    "card_taken",
    "taken_by_other",
    "reserved",
    "card_rejected",
    "card_lost",
    "card_paid",
    "stage_moved",
    "move_refused",
    "amount_how",
    "partner_noted",
    "partner_moved",
    "partner_not_theirs",
    "conflict_asked",
    "conflict_decided",
    "conflict_settled",
)
HEADER = re.compile(r"\{#- (?P<what>.*?)-#\}", re.DOTALL)
VALUE_LINE = re.compile(r"^(?P<name>[a-z_]+): ", re.MULTILINE)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts("ru", zone=timezone(timedelta(hours=3)))


def source(locale: str, name: str) -> str:
    return (TEMPLATES / locale / f"{name}.j2").read_text(encoding="utf-8")


def header(locale: str, name: str) -> str:
    found = HEADER.match(source(locale, name))
    assert found, f"{locale}/{name}.j2 does not begin with a comment that names its values"
    return found["what"]


def visible(html: str) -> str:
    return parse_html(html)[0]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("why", list(Why))
def test_every_reason_of_an_offer_has_words(why: Why, locale: str, texts: Texts) -> None:
    about = {"rule": "B2B", "open": 3, "capacity": 10, "instead_of": ""}
    offered = {"id": 1, "name": "Игорь", "why": why.value, "about": about, "passed_by": None}
    card = texts.render("sales_card", locale, **(ORDINARY | {"offered": offered}))
    line = next(line for line in visible(card).splitlines() if "Игорь (" in line)
    assert len(line.partition("(")[2]) > 5


def test_every_language_has_the_same_messages() -> None:
    assert {path.name for path in TEMPLATES.iterdir() if path.is_dir()} == set(LOCALES)
    files = [{path.name for path in (TEMPLATES / locale).iterdir()} for locale in LOCALES]
    assert files[0] == files[1]


def test_every_language_has_the_same_labels(texts: Texts) -> None:
    assert texts.labels("ru").keys() == texts.labels("en").keys()
    assert all(
        texts.labels(locale)[key].strip() for locale in LOCALES for key in texts.labels("ru")
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_labels_are_texts_without_markup(locale: str) -> None:
    raw = tomllib.loads((TEMPLATES / locale / "labels.toml").read_text(encoding="utf-8"))
    assert all(isinstance(value, str) for value in raw.values())
    assert not [key for key, value in raw.items() if "<" in value or len(value) > 40]


def test_russian_is_russian_and_english_is_english(texts: Texts) -> None:
    cyrillic = re.compile("[а-яё]", re.IGNORECASE)
    for key in texts.labels("en"):
        assert not cyrillic.search(texts.label(key, "en")), key
        assert cyrillic.search(texts.label(key, "ru")), key
    for name in NAMES:
        assert not cyrillic.search(source("en", name)), name


@pytest.mark.parametrize("name", NAMES)
def test_the_header_names_exactly_the_values_used(name: str, texts: Texts) -> None:
    assert header("ru", name) == header("en", name)
    named = set(VALUE_LINE.findall(header("ru", name)))
    for locale in LOCALES:
        environment = texts.environment(locale)
        used = meta.find_undeclared_variables(environment.parse(source(locale, name)))
        assert used - environment.globals.keys() == named, locale


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("values", [ORDINARY, BARE], ids=["ordinary", "bare"])
def test_every_message_renders(
    name: str, locale: str, values: dict[str, object], texts: Texts
) -> None:
    text = visible(texts.render(name, locale, **values))
    assert text
    assert utf16_length(text) <= 4096
    assert "\n\n\n" not in text, "two empty lines in a row"
    assert not re.search(r"[ \t]\n|\(\)|None|Undefined", text)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", ["new", "taken", "rejected"])
def test_nothing_that_people_type_breaks_a_message(
    name: str, locale: str, state: str, texts: Texts
) -> None:
    values = WORST | {"state": state}
    # A scenario's own texts are limited where they are checked, not here.
    values |= {key: ORDINARY[key] for key in ("tell", "text", "hint", "company", "contact")}
    if name == "verdict":
        values |= {"reason": ORDINARY["tell"]}
    text, entities = parse_html(texts.render(name, locale, **values))
    assert utf16_length(text) <= 4096
    assert "script" not in {entity["type"] for entity in entities}


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_of_a_verdict_are_shortened_only_where_a_message_is_too_small(
    texts: Texts, locale: str
) -> None:
    long = "Трафик от 1000 до 10 000 визитов в месяц: автоматизации есть с чем работать"
    inputs = "Задача: Автоматизация маркетинга, Трафик: 6 000 визитов в месяц"
    answers = [{"label": "Задача", "value": "Автоматизация маркетинга"}] * 7
    row = {"points": 15, "why": long, "inputs": inputs}
    values = {key: value for key, value in ORDINARY.items() if key != "roomy"}
    values |= {"rows": [row], "fired": [row] * 7, "answers": answers}
    for name in ("sales_card", "lead", "why"):
        assert long in visible(texts.fitting(name, locale, **values)), name
    why = visible(texts.fitting("why", locale, **values))
    assert inputs in why
    assert why.count("Задача: Автоматизация маркетинга") == 14
    worst = {key: value for key, value in WORST.items() if key != "roomy"}
    assert utf16_length(visible(texts.fitting("why", locale, **worst))) <= 4096


@pytest.mark.parametrize("name", ["lead", "sales_card"])
def test_answers_are_shortened_only_where_a_message_is_too_small(name: str, texts: Texts) -> None:
    answers = [
        {"label": f"Вопрос {n}", "value": f"ответ {n} в тридцать букв или так"} for n in range(24)
    ]
    values = {key: value for key, value in ORDINARY.items() if key != "roomy"}
    text = visible(texts.fitting(name, "ru", **values | {"brief": answers}))
    assert not [one["value"] for one in answers if one["value"] not in text]
    worst = {key: value for key, value in WORST.items() if key != "roomy"}
    assert utf16_length(visible(texts.fitting(name, "ru", **worst))) <= 4096


@pytest.mark.parametrize("locale", LOCALES)
def test_typed_markup_is_shown_as_typed(locale: str, texts: Texts) -> None:
    html = texts.render("answered", locale, label="Цель", value='<b>&amp;"x"</b>')
    assert visible(html) == '✔ Цель: <b>&amp;"x"</b>'


def test_a_missing_value_is_an_error_and_not_a_hole(texts: Texts) -> None:
    with pytest.raises(UndefinedError, match="label"):
        texts.render("answered", "ru", value="5 000")


def test_every_rejection_has_words(texts: Texts) -> None:
    listed = f"{dialogs.answers.__doc__} {dialogs.reading.result.Unreadable.__doc__}"
    codes = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", listed)) | {"empty", "ambiguous", "negative"}
    assert len(codes) > 25
    assert not [code for code in codes if not texts.has(f"reject_{code}", "ru")]


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_there_to_be_tapped_is_one_word(locale: str) -> None:
    """Telegram sends only `/lead` when somebody taps «/lead 9»."""
    tapped = re.compile(r"(?<!<code>)/\w+ \{\{ [\w.\[\]]+ \}\}(?=$|[.,)]|\{%)", re.MULTILINE)
    names = [path.stem for path in (TEMPLATES / locale).glob("*.j2")]  # those of parts, too
    assert not {name: found for name in names if (found := tapped.findall(source(locale, name)))}


def test_every_command_of_the_menu_has_a_description(texts: Texts) -> None:
    staff = (menu.MANAGER_COMMANDS, menu.SALES_COMMANDS, menu.SALES_WITH_REPORTS)
    assert {len(one) for one in staff} == {6}
    commands = {*menu.PUBLIC_COMMANDS, *menu.PARTNER_COMMANDS}.union(*staff)
    assert not [name for name in commands if f"command_{name}" not in texts.labels("en")]


def test_every_stage_has_a_name(texts: Texts) -> None:
    assert not [stage for stage in Stage if f"stage_{stage.value}" not in texts.labels("en")]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", [*TOASTS, "not_for_you"])
def test_a_toast_is_short_plain_text(name: str, locale: str, texts: Texts) -> None:
    values = ORDINARY | {"owner": "Tom & <Jerry>"}
    toast = texts.toast(name, locale, **values)
    assert 0 < len(toast) <= TOAST_LIMIT
    assert "&amp;" not in toast
    assert len(texts.toast("taken_by_other", locale, owner=HOSTILE_TEXT)) <= TOAST_LIMIT


def test_progress_and_hint_of_a_question(texts: Texts) -> None:
    html = texts.render(
        "question", "ru", number=3, total=7, text="Сколько?", hint="Примерно", information=False
    )
    assert visible(html) == "Вопрос 3 из 7\n\nСколько?\n\nПримерно"


def test_the_verdict_offers_another_look(texts: Texts) -> None:
    values: dict[str, object] = {"tell": "Итог.", "reason": "Потому что."}
    values |= {"costs": "", "advice": "", "links": []}
    later = visible(texts.render("verdict", "ru", **values, recheck_days=91))
    assert later == "Потому что.\n\nИтог.\n\nНапомнить вам через 91 день?"
    never = visible(texts.render("verdict", "ru", **values, recheck_days=0))
    assert never == "Потому что.\n\nИтог."


def test_who_chooses_by_themselves_reads_prices_and_how_to_reach_a_person(texts: Texts) -> None:
    values: dict[str, object] = {"tell": "Спасибо!", "reason": "", "partner": "", "recheck_days": 0}
    links = [{"title": "Как проходит проект", "url": "https://alfa.example/how?a=1&b=2"}]
    html = texts.render("verdict", "ru", **values, costs="От 10 до 20", advice="", links=links)
    text, entities = parse_html(html)
    assert "Сколько это стоит\nОт 10 до 20" in text
    assert "просто напишите сюда" in text
    assert "сделать самим" not in text
    (link,) = [one for one in entities if one["type"] == "text_link"]
    assert link["url"] == "https://alfa.example/how?a=1&b=2"


def test_a_card_does_not_say_that_somebody_waits_who_is_not_waited_for(texts: Texts) -> None:
    new = {**ORDINARY, "state": "new"}
    assert "Ждёт ответа человека: 3\u00a0мин" in texts.render("sales_card", "ru", **new)
    assert "Ждёт ответа" not in texts.render("sales_card", "ru", **new | {"waiting": None})
    just = new | {"waiting": 0}
    assert "Ждёт ответа человека: меньше минуты" in texts.render("sales_card", "ru", **just)
    assert "Waiting for a human: less than a minute" in texts.render("sales_card", "en", **just)


def test_who_writes_and_when(texts: Texts) -> None:
    values: dict[str, object] = {"owner": "", "at": MOMENT, "by_phone": False, "best_time": ""}
    closed = visible(texts.render("handover", "ru", **values, working=False, minutes=0))
    assert "Специалист напишет вам сюда во вторник, 24\u00a0ноября, после 22:28." in closed
    working = visible(texts.render("handover", "ru", **values, working=True, minutes=15))
    assert "в течение 15 минут." in working
    late = visible(texts.render("handover", "ru", **values, working=True, minutes=0))
    assert "Специалист напишет вам сюда сегодня или во вторник, 24\u00a0ноября, до 22:28." in late
    chosen = values | {"best_time": "Утром, до 12:00", "by_phone": True}
    morning = visible(texts.render("handover", "ru", **chosen, working=True, minutes=15))
    assert "в ближайший рабочий день, когда вам удобно: «Утром, до 12:00»." in morning
    assert "минут" not in morning
    for name in ("handover", "human_called", "intake_thanks"):
        now = ORDINARY | {"working": False, "minutes": 0, "best_time": ""}
        english = texts.render(name, "en", **now)
        assert " on Tuesday" in english and "on on" not in english, name


def test_the_card_tells_why_and_who(texts: Texts) -> None:
    new = visible(texts.render("sales_card", "ru", **ORDINARY))
    assert "Новый лид № 7 · ООО «Ромашка»" in new
    assert "+10 Трафик от 10 000 визитов в месяц" in new
    assert "+79123456789" in new
    own = {"state": "taken", "handed": {}}
    taken = visible(texts.render("sales_card", "ru", **(ORDINARY | own)))
    assert "Взял(а): Пётр" in taken
    handed = visible(texts.render("sales_card", "ru", **(ORDINARY | {"state": "taken"})))
    assert "Ведёт: Пётр" in handed
    told = "Раньше вёл(а): Игорь, передал(а): Мария. Почему: уезжает в отпуск"
    assert told in handed
    rejected = visible(texts.render("sales_card", "ru", **(ORDINARY | {"state": "rejected"})))
    assert "Отклонён: Пётр · нет бюджета" in rejected


def test_an_unknown_language_gets_the_default(texts: Texts) -> None:
    assert texts.spoken("en-GB") == "en"
    assert texts.label("back", "pt-br") == texts.label("back", "ru")
    assert Texts("en").render("unknown_command", "pt") == texts.render("unknown_command", "en")
    with pytest.raises(ValueError, match="no texts in 'de'"):
        Texts("de", zone=UTC)


def test_unknown_names_are_errors(texts: Texts) -> None:
    assert not texts.has("reject_no_such_code", "ru")
    assert not texts.has("../en/greeting", "ru")
    with pytest.raises(TemplateNotFound):
        texts.render("reject_no_such_code", "ru")
    with pytest.raises(KeyError):
        texts.label("no_such_label", "ru")
    assert texts.label("outcome_of_my_own", "ru", "of_my_own") == "of_my_own"


def test_every_fact_has_a_name_in_the_history(texts: Texts) -> None:
    kinds = {fact.kind for fact in get_args(Fact)}
    assert len(kinds) > 10
    assert not [kind for kind in kinds if f"history_{kind}" not in texts.labels("ru")]


def test_whatever_crms_say_in_vain_is_explained(texts: Texts) -> None:
    for locale in texts.locales:
        said = {
            texts.render("crm_said", locale, account="main", lead_id=7, said="", why=why.value)
            for why in Kept
            if why.value not in IN_HISTORY_ONLY
        }
        assert len(said) == len(Kept) - len(IN_HISTORY_ONLY)


def test_every_code_of_the_desk_has_words(texts: Texts) -> None:
    refusals = {"already_there", "lead_closed", "not_in_this_funnel", "take_first", "other"}
    refusals |= set(desk.NEEDS_MORE.values())
    keys = [f"move_refused_{code}" for code in refusals]
    keys += [f"reject_reason_{reason.value}" for reason in RejectReason]
    keys += [f"loss_reason_{reason.value}" for reason in LossReason]
    funnels = Path(desk.__file__).with_name("funnels.yaml").read_text(encoding="utf-8")
    keys += [f"task_{task}" for task in re.findall(r"task: ([a-z_]+)", funnels)]
    assert not [key for key in keys if key not in texts.labels("ru")]


def test_the_channels_we_name_ourselves_have_words(texts: Texts) -> None:
    for channel in (DIRECT, UNKNOWN_LINK):
        assert f"channel_{channel}" in texts.labels("ru")
