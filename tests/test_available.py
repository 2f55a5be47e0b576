"""A missing thing skips on somebody's machine, fails in CI, and says how to get it."""

from pathlib import Path

import pytest

from tests.available import CHROMIUM_ADVICE, find_chromium, find_data, in_ci, missing


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, False), ("", False), ("0", False), ("False", False), ("true", True), ("1", True)],
)
def test_ci_is_what_the_variable_says(
    value: str | None, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    if value is not None:
        monkeypatch.setenv("CI", value)
    assert in_ci() is expected


def test_missing_skips_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        missing(CHROMIUM_ADVICE)


def test_missing_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        missing(CHROMIUM_ADVICE)


def test_a_named_browser_is_taken_and_a_wrong_name_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text("")
    browser.chmod(0o755)
    monkeypatch.setenv("PREQUAL_CHROMIUM", str(browser))
    assert find_chromium() == browser
    monkeypatch.setenv("PREQUAL_CHROMIUM", str(tmp_path / "none"))
    assert find_chromium() is None


def test_named_data_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREQUAL_DATA", str(tmp_path))
    assert find_data() == tmp_path.resolve()
    monkeypatch.setenv("PREQUAL_DATA", str(tmp_path / "none"))
    assert find_data() is None
