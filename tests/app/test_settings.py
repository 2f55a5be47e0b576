"""Where settings come from, and what is told of a `.env` that says nothing clear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.app.settings import Settings, SettingsError, crm_secrets, load_settings


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A `.env` that holds these words, beside an environment that says nothing."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def write(words: str) -> Path:
        file = tmp_path / ".env"
        file.write_text(words, encoding="utf-8")
        return file

    return write


def test_the_environment_comes_first(
    written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written("QUIZ=a\nquiz=b\nLOG_LEVEL=DEBUG\nCRM_MAIN_SECRET=a\ncrm_main_key=k\n")
    monkeypatch.setenv("QUIZ", "c")
    monkeypatch.setenv("CRM_MAIN_SECRET", "c")
    settings = load_settings(file)
    assert (settings.quiz, settings.log_level) == ("c", "DEBUG")
    assert crm_secrets(file) == {"CRM_MAIN_SECRET": "c", "CRM_MAIN_KEY": "k"}


def test_lists_are_read_and_nothing_is_none(written: Callable[[str], Path]) -> None:
    read = load_settings(written("SALES_IDS=7, 8 9 # Igor\nMANAGER_IDS=\nDAYS_OFF=2026-12-30\n"))
    assert (read.sales_ids, read.manager_ids) == ((7, 8, 9), ())
    assert read.days_off == (date(2026, 12, 30),)


def test_a_secret_may_have_several_lines(written: Callable[[str], Path]) -> None:
    file = written('CRM_MAIN_SECRET="first\nSECOND=2"\nLOG_LEVEL=INFO\n')
    load_settings(file)
    assert crm_secrets(file) == {"CRM_MAIN_SECRET": "first\nSECOND=2"}


@pytest.mark.parametrize(
    "line",
    [
        "BOT_TOKEN: 123456:hidden",
        "BOT_TOKEN='123456:hidden",
        "BOT_TOKEN",
        "123456:hidden",
        "COMPANY_NAME='O'Neil'",
    ],
)
def test_a_line_that_says_nothing_is_refused_unseen(
    written: Callable[[str], Path], line: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(written(f"LOG_LEVEL=INFO\n\n{line}\nLOGLEVEL=INFO\n"))
    assert ".env:3: write NAME=value" in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_the_file_is_read_once(
    written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written anew meanwhile, it would be refused by one text and obeyed by another."""
    file, read = written("LOG_LEVEL=INFO\n"), Path.read_text
    texts: list[str] = []

    def reading(path: Path, encoding: str) -> str:
        texts.append(read(path, encoding=encoding))
        file.write_text("LOG_LEVEL=DEBUG\nLOGLEVEL=INFO\n", encoding="utf-8")
        return texts[-1]

    monkeypatch.setattr(Path, "read_text", reading)
    assert load_settings(file).log_level == "INFO"
    assert texts == ["LOG_LEVEL=INFO\n"]


def test_a_folder_is_no_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        load_settings(tmp_path)


ADDRESSES = ["BOT_API_URL", "SUPPLY_URL", "SUPPLY_1C_URL", "PRIVACY_POLICY_URL"]


@pytest.mark.parametrize("name", [*ADDRESSES, "WEBHOOK_URL"])
@pytest.mark.parametrize(
    "address",
    ["https://", "ftp://hid.den", "hid.den/x", "https://hid den", "http://u:hid@den:x", "http://["],
)
def test_what_is_no_address_is_refused_unseen(
    written: Callable[[str], Path], name: str, address: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: write an address like https://") as refused:
        load_settings(written(f"{name}={address}"))
    assert "hid" not in str(refused.value)


def test_without_an_address_of_the_bot_api_nothing_starts(
    written: Callable[[str], Path],
) -> None:
    with pytest.raises(SettingsError, match=r"^BOT_API_URL: String should have at least 1"):
        load_settings(written("BOT_API_URL=\nSUPPLY_URL="))


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080", "https://u:p@москва.рф:1/стоки?a=b#c", "http://[::1]/x"]
)
def test_addresses_are_taken_as_they_are(
    written: Callable[[str], Path], name: str, address: str
) -> None:
    assert getattr(load_settings(written(f"{name}='{address}'")), name.lower()) == address


@pytest.mark.parametrize("name", ["BOT_TOKEN", "WEBHOOK_SECRET"])
def test_a_wrong_secret_is_not_told(written: Callable[[str], Path], name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(written(f"{name}=hid den"))
    assert name in str(refused.value)
    assert "hid" not in str(refused.value)
