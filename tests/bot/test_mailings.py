"""Mailings in the chat: what managers type, what people get, and words for everything."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.mailings import screen
from bot.chat.mailings.asked import Asked, change_of, moment_of, read_asked
from bot.chat.mailings.screen import ACTS, HOW, Screens, Viewed
from bot.chat.mailings.voice import MailingVoice, fits
from bot.chat.texts import Texts
from leads.consent import Basis, ConsentEntry, Grant, Purpose
from leads.contact import Contact
from leads.mailings import mailing as domain
from leads.mailings.mailing import Mailing, MailingRefused, MailingState
from leads.mailings.results import Judged
from leads.mailings.segment import FILTERS, Segment
from leads.outbox import Priority

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
MAILING = Mailing(3, created_by=3001, created_at=NOW, text="Hi, {name|there} & {company|us}")
GIVEN = ConsentEntry(1, Purpose.ADVERTISING, True, NOW, "1", "f" * 64)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts("ru")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", Asked(None, "show", "", "")),
        ("3", Asked(3, "show", "", "")),
        ("№ 3", Asked(3, "show", "", "")),
        ("stage=lost", Asked(None, "filter", "stage=lost", "")),
        ("3 stage = lost", Asked(3, "filter", "stage = lost", "")),
        ("3 text Hi\nthere", Asked(3, "text", "Hi\nthere", "Hi\nthere")),
        ("3 текст\nHi", Asked(3, "text", "Hi", "Hi")),
        ("3 expect 1 1 2", Asked(3, "expect", "1 1 2", "1 1 2")),
        ("3 whatever", Asked(3, "usage", "whatever", "")),
        ("text Hi", Asked(None, "usage", "text Hi", "")),
    ],
)
def test_what_is_typed_is_read(typed: str, read: Asked) -> None:
    assert read_asked(typed, f"/mailing {typed}") == read


def test_the_text_keeps_its_markup() -> None:
    asked = read_asked("3 text Bold", "/mailing@prequal_bot 3 text <b>Bold</b>")
    assert change_of(asked)(MAILING).text == "<b>Bold</b>"


@pytest.mark.parametrize("html", ["", " ", "<b></b>", "x" * 3501])
def test_a_text_that_can_not_be_sent_is_refused(html: str) -> None:
    assert not fits(html)
    with pytest.raises(MailingRefused):
        change_of(Asked(3, "text", html, html))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-12-01 11:00", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("15:30", datetime(2026, 11, 24, 12, 30, tzinfo=UTC)),
        ("2026-02-30 11:00", None),
        ("25:00", None),
        ("tomorrow", None),
    ],
)
def test_a_moment_is_read_by_our_clock(typed: str, read: datetime | None) -> None:
    assert moment_of(typed, NOW, MOSCOW) == read


def test_people_read_their_name_and_can_leave(texts: Texts) -> None:
    voice = MailingVoice(texts, "Ромашка", "ru")
    basis = Basis(Purpose.ADVERTISING, grant=Grant(GIVEN))
    named = voice.say(
        MAILING, Contact(1, 1001, name="Tom & <Co>", language="en"), basis, "mail:3:1"
    )
    assert named.payload["text"] == "Hi, Tom &amp; &lt;Co&gt; & Ромашка"
    assert (named.key, named.lane) == ("touch:mail:3:1", "mail:1001")
    assert named.priority is Priority.BROADCAST
    nameless = voice.say(MAILING, Contact(1, 1001), basis, "mail:3:1")
    assert str(nameless.payload["text"]).startswith("Hi, there & ")
    assert "p:about:advertising:" in str(nameless.payload["keyboard"])


def test_there_are_words_for_everything(texts: Texts) -> None:
    folders = (Path(domain.__file__).parent, Path(screen.__file__).parent)
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py")
    )
    reasons = set(re.findall(r'MailingRefused\("(\w+)"\)', sources))
    assert len(reasons) > 10
    acts = {act for acts in ACTS.values() for act in acts} | set(HOW)
    keys = {f"refused_{reason}" for reason in reasons} | {f"filter_{name}" for name in FILTERS}
    keys |= {state.value for state in MailingState} | {one.value for one in Judged} | acts
    assert not [key for key in keys if f"mailing_{key}" not in texts.labels("ru")]


def test_conditions_are_shown_in_words(texts: Texts) -> None:
    class NoBook:
        def product(self, product: str, locale: str) -> str:
            return f"«{product}»"

    screens = Screens(texts, NoBook(), MOSCOW)  # type: ignore[arg-type]
    segment = Segment(
        stage=("thinking",), product=("portal",), reason=("price",), silent=30,
        cohort=("2026-01", "2026-03"), channel=("leaflet",),
    )  # fmt: skip
    seen = Viewed(MAILING.aimed(segment))
    text = screens.text(seen, NOW, "ru")
    for words in (
        "этап Думает", "продукт «portal»", "причина отказа Дорого", "молчат 30 дн. и дольше",
        "когда пришли 2026-01..2026-03", "источник leaflet",
    ):  # fmt: skip
        assert words in text.replace("\xa0", " ")
