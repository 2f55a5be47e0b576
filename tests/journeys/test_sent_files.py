"""A file that answers a question reaches the salespeople under the card, and their CRM."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.crm_sync.emulators.receiver import Receiver
from tests.journeys import crms
from tests.journeys.place import ANNA, IGOR, Place, Someone, opened

erp, place_clock = crms.erp, crms.place_clock
QUIZ = """
scenario: {id: with-files, version: 1, kind: quiz, title: {ru: Задание, en: Terms}}
slots:
  terms:
    type: file
    accepts: [document, voice]
    label: {ru: Задание, en: Terms}
    crm: lead.terms
steps:
  - {ask: terms, text: {ru: "Пришлите задание.", en: "Send the terms."}}
outcomes:
  - {id: qualified, when: "known(terms)", stage: qualified, next: photos,
     tell: {ru: "Подходит.", en: "A match."}}
  - {id: nurture, else: true, stage: lead, tell: {ru: Спасибо, en: Thanks}}
"""
BRIEF = """
scenario: {id: photos, version: 1, kind: brief, title: {ru: Фото, en: Photos}}
slots:
  place:
    type: file
    accepts: [photo]
    label: {ru: Фото места, en: Photo of the place}
    crm: lead.place
steps:
  - {ask: place, optional: true, text: {ru: "Пришлите фото.", en: "Send a photo."}}
outcomes:
  - {id: done, else: true, stage: brief, tell: {ru: Спасибо, en: Thanks}}
"""
CONTENT = base64.b64encode(b"%PDF-1.4" + b"\0" * 64).decode()


@pytest_asyncio.fixture
async def with_files(
    tmp_path: Path,
    sqlite_url: str,
    erp: Receiver,
    place_clock: crms.LateClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Place]:
    """The program at work with two small scenarios that ask for files, and a CRM."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "quiz.yaml").write_text(QUIZ, encoding="utf-8")
    (folder / "brief.yaml").write_text(BRIEF, encoding="utf-8")
    settings = {"scenarios_dir": str(folder), "quiz": "with-files", "campaigns_file": ""}
    file = crms.described(tmp_path, erp, monkeypatch)
    async with opened(tmp_path, sqlite_url, "polling", crm_file=file, **settings) as place:
        place_clock.place = place
        yield place


async def sent(place: Place, igor: Someone) -> list[tuple[str, str | None]]:
    """The attachments in the sales group: what each is, and the text it stands under."""
    await place.settle()
    screen = await igor.screen()
    texts = {message["message_id"]: str(message.get("text") or "") for message in screen}
    found: list[tuple[str, str | None]] = []
    for message in screen:
        kind = next((kind for kind in ("document", "photo", "voice") if kind in message), None)
        if kind is not None:
            under = (message.get("reply_to_message") or {}).get("message_id")
            found.append((kind, texts.get(under) if under else None))
    return found


async def test_files_reach_the_salespeople(with_files: Place, erp: Receiver) -> None:
    anna, igor = with_files.someone(ANNA), with_files.in_group(IGOR)
    await anna.start()
    await anna.hears("Пришлите задание")
    await anna.does("upload", kind="photo", name="a.png", mime="image/png", content=CONTENT)
    await anna.hears("Передал ваше сообщение")
    await anna.does(
        "upload", kind="document", name="tz.pdf", mime="application/pdf", content=CONTENT
    )
    await anna.hears("✔ Задание: 📎 tz.pdf")
    await igor.hears("📎 tz.pdf")
    await anna.hears("Пришлите фото")
    await anna.does("upload", kind="photo", name="b.png", mime="image/png", content=CONTENT)
    await anna.hears("✔ Фото места: 📎 фото")
    await igor.hears("📎 фото")
    attachments = await sent(with_files, igor)
    assert [kind for kind, _ in attachments] == ["photo", "document", "photo"]
    for kind, under in attachments[1:]:
        assert under is not None, kind
        assert "лид № 1" in under.lower(), under
    await crms.arrives(with_files, erp, stage="brief")
    files = [one for one in erp.beside if one["type"] == "file.added"]
    assert [(one["name"], one["content"]) for one in files] == [
        ("tz.pdf", CONTENT),
        ("фото.jpg", CONTENT),
    ]
