"""One reply to one question: the value, the reading to confirm, or the reason for asking again."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Judged, NeedsConfirmation, Rejection, clean, read_answer
from dialogs.plurals import Unit
from dialogs.replies import (
    Agreed,
    Attached,
    Back,
    Chose,
    Confirmed,
    Continue,
    Done,
    DontKnow,
    Reply,
    Restart,
    RestartConfirmed,
    SharedContact,
    Skip,
    Toggled,
    Typed,
)
from dialogs.scenario import Slot, SlotType, Step
from dialogs.session import Blank, Pending, Value
from dialogs.spoken import understand
from tests.dialogs.rich_scenario import NOW, options, said

CRM = options(
    seo="SEO-продвижение | SEO",
    automation="Автоматизация маркетинга | Marketing automation",
    crm="Внедрение CRM | CRM implementation",
)
SLOTS = {
    SlotType.BOOLEAN: Slot("q", SlotType.BOOLEAN, said("?")),
    SlotType.CONSENT: Slot("q", SlotType.CONSENT, said("?"), purpose="personal_data"),
    SlotType.CHOICE: Slot("q", SlotType.CHOICE, said("?"), options=CRM),
    SlotType.CHOICES: Slot("q", SlotType.CHOICES, said("?"), options=CRM),
    SlotType.INTEGER: Slot("q", SlotType.INTEGER, said("?"), minimum=1, maximum=1_000_000),
    SlotType.MONEY: Slot("q", SlotType.MONEY, said("?"), currency="RUB", minimum=1_000),
    SlotType.TEXT: Slot("q", SlotType.TEXT, said("?"), max_length=20),
    SlotType.PHONE: Slot("q", SlotType.PHONE, said("?")),
    SlotType.EMAIL: Slot("q", SlotType.EMAIL, said("?")),
    SlotType.URL: Slot("q", SlotType.URL, said("?")),
}
judge = partial(read_answer, now=NOW)
INFORMATION = Step("i", said("Здравствуйте!"))


def step(*, unsure: bool = False, optional: bool = False) -> Step:
    return Step("q", said("?"), slot="q", unsure=unsure, optional=optional)


def read(kind: SlotType, reply: Reply, draft: frozenset[str] = frozenset()) -> Judged:
    return judge(reply, step(), SLOTS[kind], draft=draft)


def doubt(value: Value) -> NeedsConfirmation:
    return NeedsConfirmation(Pending(value))


@pytest.mark.parametrize(
    ("kind", "reply", "value"),
    [
        (SlotType.BOOLEAN, Agreed(yes=True), True),
        (SlotType.BOOLEAN, Typed("Ага!"), True),
        (SlotType.BOOLEAN, Typed("нет"), False),
        (SlotType.CONSENT, Agreed(yes=False), False),
        (SlotType.CONSENT, Typed("согласна"), True),
        (SlotType.CHOICE, Chose("crm"), "crm"),
        (SlotType.CHOICE, Typed("2"), "automation"),
        (SlotType.CHOICE, Typed("внедрение crm"), "crm"),
        (SlotType.CHOICE, Typed("CRM implementation"), "crm"),
        (SlotType.CHOICE, Typed("automation"), "automation"),
        (SlotType.CHOICE, Typed("СЕО"), "seo"),
        (SlotType.CHOICES, Typed("сео и црм"), frozenset({"seo", "crm"})),
        (SlotType.CHOICES, Typed("seo, crm"), frozenset({"seo", "crm"})),
        (SlotType.CHOICES, Typed("1 и 3"), frozenset({"seo", "crm"})),
        (SlotType.CHOICES, Typed("1 3"), frozenset({"seo", "crm"})),
        (SlotType.CHOICES, Typed("Marketing automation"), frozenset({"automation"})),
        (SlotType.CHOICES, Typed("- SEO\n- Внедрение CRM"), frozenset({"seo", "crm"})),
        (SlotType.INTEGER, Typed("5 000"), 5_000),
        (SlotType.INTEGER, Typed("5к"), 5_000),
        (SlotType.INTEGER, Typed("1"), 1),
        (SlotType.INTEGER, Typed("1 млн"), 1_000_000),
        (SlotType.MONEY, Typed("300 тыс. руб."), 300_000),
        (SlotType.MONEY, Typed("1,5 млн"), 1_500_000),
        (SlotType.TEXT, Typed("  ООО «Ромашка» \x07"), "ООО «Ромашка»"),
        (SlotType.TEXT, Typed("<b>жирно</b>"), "<b>жирно</b>"),
        (SlotType.PHONE, Typed("8 912 345-67-89"), "+79123456789"),
        (SlotType.PHONE, SharedContact("79123456789", own=True), "+79123456789"),
        (SlotType.PHONE, SharedContact("+375291234567", own=True), "+375291234567"),
        (SlotType.PHONE, SharedContact("89123456789", own=True), "+79123456789"),
        (SlotType.EMAIL, Typed("Anna@Example.RU"), "Anna@example.ru"),
        (SlotType.URL, Typed("romashka-opt.ru"), "https://romashka-opt.ru"),
    ],
)
def test_an_answer_is_taken(kind: SlotType, reply: Reply, value: object) -> None:
    judged = read(kind, reply)
    assert judged == value
    assert type(judged) is type(value)


def test_another_unit_or_another_rate_is_confirmed_in_the_unit_that_was_asked() -> None:
    russian = ("тонна в день", "тонны в день", "тонн в день")
    unit = Unit({"ru": russian, "en": ("ton a day", "tons a day")})
    slot = replace(SLOTS[SlotType.INTEGER], unit=unit)
    assert judge(Typed("5 тонн"), step(), slot) == 5
    assert judge(Typed("5 тонн в день"), step(), slot) == 5
    assert judge(Typed("3000 кг"), step(), slot) == doubt(3)
    assert judge(Typed("150 тонн в месяц"), step(), slot) == doubt(150)
    assert judge(Typed("5 литров"), step(), slot) == Rejection("other_unit")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (SlotType.INTEGER, "5-7 тыс", 6_000),
        (SlotType.MONEY, "от 200 до 300 тысяч", 250_000),
        (SlotType.MONEY, "1500,50 руб", 1_501),
        (SlotType.BOOLEAN, "да, с прошлого года", True),
        (SlotType.BOOLEAN, "not really", False),
        (SlotType.CHOICE, "внидрение crm", "crm"),
        (SlotType.CHOICE, "маркетинг", "automation"),
        (SlotType.CHOICE, "marketing automatoin", "automation"),
        (SlotType.EMAIL, "anna@gmial.com", "anna@gmail.com"),
        (SlotType.EMAIL, "anna@gmail,com", "anna@gmail.com"),
        (SlotType.PHONE, "8 912 345-67-89 доб. 12", "+79123456789"),
        (
            SlotType.CHOICES,
            "всё",
            frozenset({"seo", "automation", "crm"}),
        ),
    ],
)
def test_a_doubtful_reading_is_confirmed(kind: SlotType, text: str, value: Value) -> None:
    assert read(kind, Typed(text)) == doubt(value)


@pytest.mark.parametrize(
    ("kind", "reply", "code", "detail"),
    [
        (SlotType.INTEGER, Typed("0"), "below_minimum", "1"),
        (SlotType.INTEGER, Typed("2 млн"), "above_maximum", "1\u202f000\u202f000"),
        (SlotType.INTEGER, Typed("много"), "not_a_number", ""),
        (SlotType.INTEGER, Typed("12,5"), "fraction", ""),
        (SlotType.INTEGER, Attached("photo"), "attachment_not_expected", "photo"),
        (SlotType.INTEGER, SharedContact("+79123456789", own=True), "contact_not_expected", ""),
        (SlotType.INTEGER, Chose("seo"), "not_expected", ""),
        (SlotType.MONEY, Typed("$5k"), "other_currency", "RUB"),
        (SlotType.MONEY, Typed("500"), "below_minimum", "1\u202f000\u00a0₽"),
        (SlotType.TEXT, Typed("а" * 21), "too_long", "20"),
        (SlotType.TEXT, Typed(" \x00\u200b\n "), "empty", ""),
        (SlotType.TEXT, Attached("voice"), "attachment_not_expected", "voice"),
        (SlotType.PHONE, SharedContact("+79123456789", own=False), "not_your_contact", ""),
        (SlotType.PHONE, SharedContact("", own=True), "empty", ""),
        (SlotType.PHONE, SharedContact("12", own=True), "not_a_phone", ""),
        (SlotType.EMAIL, Typed("анна"), "not_an_email", ""),
        (SlotType.URL, Typed("localhost"), "not_a_url", ""),
        (SlotType.CHOICE, Chose("gone"), "no_such_option", ""),
        (SlotType.CHOICE, Typed("9"), "no_such_option", ""),
        (SlotType.CHOICE, Typed("не маркетинг"), "no_such_option", ""),
        (SlotType.CHOICE, Typed("x" * 10_000), "too_long", ""),
        (SlotType.CHOICES, Typed("seo, борщ"), "no_such_option", "борщ"),
        (SlotType.CHOICES, Done(), "nothing_chosen", ""),
        (SlotType.CHOICES, Typed("1, " * 60), "too_long", ""),
        (SlotType.BOOLEAN, Typed("может"), "not_yes_or_no", ""),
        (SlotType.BOOLEAN, Skip(), "skip_not_allowed", ""),
        (SlotType.BOOLEAN, DontKnow(), "dont_know_not_allowed", ""),
        (SlotType.BOOLEAN, Continue(), "not_expected", ""),
    ],
)
def test_a_bad_answer_says_why(kind: SlotType, reply: Reply, code: str, detail: str) -> None:
    assert read(kind, reply) == Rejection(code, detail)


def test_blanks_where_the_step_offers_them() -> None:
    slot = SLOTS[SlotType.INTEGER]
    assert judge(DontKnow(), step(unsure=True), slot) is Blank.DONT_KNOW
    assert judge(Skip(), step(optional=True), slot) is Blank.SKIPPED


def test_ticked_options_are_taken_when_done() -> None:
    assert read(SlotType.CHOICES, Done(), frozenset({"seo"})) == frozenset({"seo"})


def test_typed_options_join_the_ticked_ones_after_a_question() -> None:
    mixed = read(SlotType.CHOICES, Typed("Внедрение CRM"), frozenset({"seo"}))
    assert mixed == doubt(frozenset({"seo", "crm"}))
    assert read(SlotType.CHOICES, Typed("1, 3"), frozenset({"seo"})) == frozenset({"seo", "crm"})


def test_an_address_typed_twice_overrules_the_correction() -> None:
    once = read(SlotType.EMAIL, Typed("anna@gmial.com"))
    assert isinstance(once, NeedsConfirmation)
    again = judge(Typed("anna@gmial.com"), step(), SLOTS[SlotType.EMAIL], pending=once.pending)
    assert again == "anna@gmial.com"


def test_a_label_with_an_and_in_it_is_one_option() -> None:
    slot = Slot(
        "q", SlotType.CHOICES, said("?"), options=options(a="Сайт и портал", b="Реклама, SEO")
    )
    assert judge(Typed("сайт и портал"), step(), slot) == frozenset({"a"})
    assert judge(Typed("сайт и портол"), step(), slot) == doubt(frozenset({"a"}))


def test_languages_that_disagree_are_never_guessed() -> None:
    # «CRM» names two options in Russian, and begins one label in English.
    slot = Slot(
        "q",
        SlotType.CHOICE,
        said("?"),
        options=options(a="Внедрение CRM | CRM rollout", b="Поддержка CRM | Support"),
    )
    assert judge(Typed("crm"), step(), slot) == doubt("a")
    crossed = Slot(
        "q", SlotType.CHOICE, said("?"), options=options(a="Да | No way", b="No way | Да")
    )
    assert judge(Typed("да"), step(), crossed) == Rejection("ambiguous")


def test_information_only_goes_on() -> None:
    assert judge(Continue(), INFORMATION, None) is True
    assert judge(Typed("а?"), INFORMATION, None) == Rejection("press_continue")
    assert judge(SharedContact("1", own=True), INFORMATION, None) == Rejection(
        "contact_not_expected"
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("и\u0306", "й"),
        ("\u202eтекст\u202c", "текст"),
        ("ok \ud83d", "ok"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_text_is_cleaned(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text(max_size=400), st.sampled_from(sorted(SLOTS)), st.booleans())
def test_no_text_breaks_the_reading_and_any_value_can_be_stored(
    text: str, kind: SlotType, more: bool
) -> None:
    slot = SLOTS[kind]
    asked = step(unsure=more, optional=more)
    understand(text, asked, slot, confirming=more, asked_restart=not more)
    judged = judge(Typed(text), asked, slot)
    if isinstance(judged, str):
        judged.encode()
        assert judged == judged.strip() != ""
    if isinstance(judged, Rejection):
        judged.detail.encode()


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("Назад", SlotType.TEXT, Back()),
        ("⬅️ Back", SlotType.INTEGER, Back()),
        ("пропустить", SlotType.INTEGER, Skip()),
        ("Не знаю.", SlotType.INTEGER, DontKnow()),
        ("I don’t know", SlotType.INTEGER, DontKnow()),
        ("начать заново", SlotType.INTEGER, Restart()),
        ("готово", SlotType.CHOICES, Done()),
        ("готово", SlotType.TEXT, Typed("готово")),
        ("не знаю", SlotType.TEXT, Typed("не знаю")),
        ("не знаю, штук 500", SlotType.INTEGER, Typed("не знаю, штук 500")),
        ("да", SlotType.BOOLEAN, Typed("да")),
    ],
)
def test_words_stand_for_buttons(text: str, kind: SlotType, meant: Reply) -> None:
    assert understand(text, step(), SLOTS[kind], confirming=False, asked_restart=False) == meant


def test_a_label_wins_over_a_word() -> None:
    slot = Slot("q", SlotType.CHOICE, said("?"), options=options(a="Назад", b="Не знаю"))
    for text in ("назад", "не знаю"):
        heard = understand(text, step(unsure=True), slot, confirming=True, asked_restart=False)
        assert heard == Typed(text)
    assert judge(Typed("не знаю"), step(unsure=True), slot) == "b"


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("-", SlotType.INTEGER, Skip()),
        ("-", SlotType.BOOLEAN, Typed("-")),
        ("нет", SlotType.URL, Skip()),
        ("сайта нет", SlotType.URL, Skip()),
        ("пока нет сайта", SlotType.URL, Skip()),
        ("нет, есть только example.ru", SlotType.URL, Typed("нет, есть только example.ru")),
        ("нет", SlotType.TEXT, Typed("нет")),
        ("нет", SlotType.BOOLEAN, Typed("нет")),
    ],
)
def test_words_that_leave_an_optional_question_out(text: str, kind: SlotType, meant: Reply) -> None:
    asked = step(optional=True)
    assert understand(text, asked, SLOTS[kind], confirming=False, asked_restart=False) == meant


def test_a_yes_answers_what_is_on_the_screen() -> None:
    slot = SLOTS[SlotType.BOOLEAN]

    def heard(text: str, *, confirming: bool, asked_restart: bool) -> Reply:
        return understand(text, step(), slot, confirming=confirming, asked_restart=asked_restart)

    assert heard("да", confirming=True, asked_restart=True) == RestartConfirmed(yes=True)
    assert heard("нет", confirming=False, asked_restart=True) == RestartConfirmed(yes=False)
    assert heard("да", confirming=True, asked_restart=False) == Confirmed(yes=True)
    assert heard("да нет", confirming=True, asked_restart=False) == Typed("да нет")


def test_information_is_left_by_any_agreeing_word() -> None:
    for text in ("дальше", "ок", "понятно", "Next"):
        heard = understand(text, INFORMATION, None, confirming=False, asked_restart=False)
        assert heard == Continue()
    heard = understand("погодите", INFORMATION, None, confirming=False, asked_restart=False)
    assert heard == Typed("погодите")


def test_replies_that_move_are_no_answers() -> None:
    for reply in (Back(), Restart(), Confirmed(yes=True), Toggled("seo")):
        assert read(SlotType.CHOICES, reply) == Rejection("not_expected")
