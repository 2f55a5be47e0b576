"""Documents: the words agreed to are those of a version, and a changed one is refused."""

from pathlib import Path

import pytest

from bot.chat import documents
from bot.chat.documents import OF_PURPOSE, ChangedDocument, ConsentDocuments
from bot.chat.texts import TEMPLATES, Texts
from leads.consent import Purpose
from tests.leads.samples import NOON

OFFER: dict[str, object] = {"partner": "Бета", "about": "", "data": ["имя"]}


def test_every_document_is_listed_with_the_hash_of_its_words() -> None:
    listed = ConsentDocuments(Texts())
    names = {path.stem for path in (TEMPLATES / "ru").glob("consent_*.j2")}
    values = {"company": "Ромашка", "recheck_days": 90, **OFFER}
    assert set(OF_PURPOSE.values()) <= names
    for name in names:
        assert listed.text(name, "ru", **values).version.startswith(f"{name}:")


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_changed_words_under_an_old_version_are_refused(
    locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_text

    def changed(path: Path, encoding: str) -> str:
        text = read(path, encoding=encoding)
        return text + "!" if path.match(f"{locale}/consent_reminder.j2") else text

    monkeypatch.setattr(Path, "read_text", changed)
    with pytest.raises(ChangedDocument, match=r"Add \[consent_reminder\.2\]"):
        ConsentDocuments(Texts())


def test_a_comment_on_top_is_no_part_of_the_words() -> None:
    assert documents.digest_of("consent_survey", "ru") != documents.digest_of(
        "consent_survey", "en"
    )


def test_the_entry_names_the_words_the_message_and_the_button() -> None:
    text = ConsentDocuments(Texts()).text("consent_partner", "ru", **OFFER)
    entry = text.agreed(
        1, Purpose.PARTNER, NOON, message_id=77, button="Да, передайте", partner="beta"
    )
    assert (entry.text_hash, entry.text_version) == (text.digest, "consent_partner:2")
    assert (entry.message_id, entry.button, entry.language) == (77, "Да, передайте", "ru")
    assert "Бета" in text.text
