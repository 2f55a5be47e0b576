"""The intake of forms: what a request proves, what its body says, and that nothing breaks it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.address import address_of
from bot.web.intake.door import number_of
from bot.web.intake.entrance import SIGNATURE, TIMESTAMP, Entrance, signature
from bot.web.intake.limits import Limits
from bot.web.intake.refusal import Refused
from bot.web.intake.request import JSON, URLENCODED, told
from dialogs.forms.form import Form
from leads.catalogue import Campaign
from leads.forms.submission import Fate, Filled, Submission, repeated

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
FORM = Form("main", "agency-quiz", Campaign("main", "site", "Main"))
PAGE = Entrance(FORM, "main-form", ("https://romashka.example",))
SAME = Entrance(FORM, "main-form", ("same",))
SERVER = Entrance(FORM, "server", secret="a-secret")


def refusal(entrance: Entrance, headers: dict[str, str], body: bytes = b"{}") -> str:
    """The code of the refusal, "" for none."""
    try:
        entrance.proven(headers, body, host="bot.example", now=NOW)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("entrance", "origin", "code"),
    [
        (PAGE, "https://romashka.example", ""),
        (PAGE, "http://romashka.example", "refused"),
        (PAGE, "https://romashka.example.evil.example", "refused"),
        (PAGE, "null", "refused"),
        (PAGE, "", "refused"),
        (SAME, "https://bot.example", ""),
        (SAME, "https://other.example", "refused"),
    ],
)
def test_a_form_of_pages_comes_from_them(entrance: Entrance, origin: str, code: str) -> None:
    assert refusal(entrance, {"Origin": origin} if origin else {}) == code


def signed(at: datetime, body: bytes, secret: str = "a-secret") -> dict[str, str]:
    stamp = str(at.timestamp())
    return {TIMESTAMP: stamp, SIGNATURE: signature(secret, stamp, body)}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (signed(NOW, b"{}"), ""),
        (signed(NOW - timedelta(minutes=4), b"{}"), ""),
        (signed(NOW, b'{"other": 1}'), "refused"),
        (signed(NOW, b"{}", "guessed"), "refused"),
        ({}, "refused"),
        ({TIMESTAMP: "ы", SIGNATURE: "ы"}, "refused"),
        (signed(NOW - timedelta(minutes=6), b"{}"), "stale"),
        (signed(NOW + timedelta(minutes=6), b"{}"), "stale"),
        ({TIMESTAMP: "soon", SIGNATURE: signature("a-secret", "soon", b"{}")}, "stale"),
    ],
)
def test_a_form_of_a_server_is_signed(headers: dict[str, str], code: str) -> None:
    assert refusal(SERVER, headers) == code


def sent(content: bytes = b"c", signed_at: int = 0) -> Submission:
    return Submission(1, "main", content, Filled("ru"), NOW, signed_at)


@pytest.mark.parametrize(
    ("one", "first", "fate"),
    [
        (sent(), sent(), Fate.AGAIN),
        (sent(b"other"), sent(), Fate.OTHER),
        (sent(signed_at=5), sent(signed_at=5), Fate.REPLAYED),
        (sent(signed_at=4), sent(signed_at=5), Fate.REPLAYED),
        (sent(signed_at=6), sent(signed_at=5), Fate.AGAIN),
    ],
)
def test_what_a_repetition_is(one: Submission, first: Submission, fate: Fate) -> None:
    assert repeated(one, first) is fate


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        (JSON, b"{", "malformed"),
        (JSON, b"[]", "malformed"),
        (JSON, b'{"a": {"b": 1}}', "malformed"),
        (JSON, b'{"a": [[1]]}', "malformed"),
        (JSON, b'{"a": NaN}', "malformed"),
        (JSON, b"\xff", "malformed"),
        (JSON, b"[" * 20_000, "malformed"),
        (JSON, b'{"_key": ["a", "b"]}', "malformed"),
        (JSON, json.dumps({"a": "x" * 5000}).encode(), "malformed"),
        (JSON, json.dumps({str(n): "x" for n in range(61)}).encode(), "malformed"),
        (URLENCODED, b"a", "malformed"),
        (URLENCODED, b"a=%FF", "malformed"),
        (URLENCODED, "a=ы".encode(), "malformed"),
        (URLENCODED, urlencode([("a", "1")] * 200).encode(), "malformed"),
        ("text/plain", b"a=1", "unsupported"),
        ("multipart/form-data", b"a=1", "unsupported"),
    ],
)
def test_what_is_no_form_is_refused(kind: str, body: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        told(kind, body)
    assert refused.value.code == code


def test_both_ways_of_writing_say_the_same() -> None:
    fields = {
        "_key": "k",
        "_once": "1",
        "_page": "https://a.example/b?name=c#d",
        "x": "ы",
        "n": "1",
    }
    written = told(URLENCODED, urlencode(fields).encode())
    assert written == told(JSON, json.dumps(fields).encode())
    assert written.page == "https://a.example/b"
    assert told(URLENCODED, b"t=1&t=2").fields == told(JSON, b'{"t": [1, 2]}').fields


@given(st.binary(max_size=300), st.sampled_from([JSON, URLENCODED]))
def test_no_body_breaks_the_reading(body: bytes, kind: str) -> None:
    try:
        said = told(kind, body)
    except Refused:
        return
    assert number_of(FORM, said, NOW) > 0


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=3),
        max_size=5,
    )
)
def test_no_json_breaks_the_reading(fields: dict[str, object]) -> None:
    try:
        said = told(JSON, json.dumps(fields).encode())
    except Refused:
        return
    assert 0 < number_of(FORM, said, NOW) < 2**63


def test_a_minute_holds_so_many() -> None:
    limits = Limits()
    assert [limits.allows("a", 2, NOW) for _ in range(3)] == [True, True, False]
    assert limits.allows("b", 2, NOW)
    assert limits.allows("a", 2, NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("6.6.6.6", 0, "10.0.0.1"),
        ("6.6.6.6, 7.7.7.7", 1, "7.7.7.7"),
        ("6.6.6.6, 7.7.7.7, 10.0.0.2", 2, "7.7.7.7"),
        ("", 1, "10.0.0.1"),
        ("nonsense", 1, "nonsense"),
    ],
)
def test_the_address_is_what_our_proxies_say(forwarded: str, proxies: int, address: str) -> None:
    assert address_of("10.0.0.1", forwarded, proxies) == address


def test_a_household_of_ipv6_is_one_address() -> None:
    assert address_of("2001:db8::1", "", 0) == address_of("2001:db8::2", "", 0)
    assert address_of("2001:db8::1", "", 0) != address_of("2001:db9::1", "", 0)
