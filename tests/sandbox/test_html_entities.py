"""The HTML subset: entities in UTF-16 units, trimming, references, and what the server finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.html_entities import detect_entities, parse_html, utf16_length
from bot.sandbox.params import ApiError


def parsed(source: str) -> tuple[str, list[tuple[str, int, int]]]:
    text, entities = parse_html(source)
    return text, [(e["type"], e["offset"], e["length"]) for e in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("  <u>x</u> \n", "x", [("underline", 0, 1)]),
        ("<b> x </b>", "x", [("bold", 0, 1)]),
        ("&lt;&amp;&gt;&quot;&#33;&#x21;&nbsp;&", '<&>"!!&nbsp;&', []),
        ("<code>a &lt; b</code>", "a < b", [("code", 0, 5)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ('<a href="javascript:x">x</a>', "x", []),
        ("<S>x</S>", "x", [("strikethrough", 0, 1)]),
        ("👍<b>x</b>", "👍x", [("bold", 2, 1)]),
    ],
)
def test_what_is_understood(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    assert parsed(source) == (text, entities)


def test_pre_keeps_its_language() -> None:
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


@pytest.mark.parametrize(
    "source",
    ["<", "<b", "<b>", "</b>", "<b></i>", "<b <i>", "<span>x</span>", "a<1", "<a href='x", "</b"],
)
def test_what_is_refused(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_html(source)


@given(st.text(alphabet="<>/&;=\"' abipre#x1😀\n", max_size=60))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except ApiError:
        return
    length = utf16_length(text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= length for e in entities)


def test_what_people_type_is_searched() -> None:
    text = "/start@bot, пишите на a@b.ru или https://x.ru/a?b=1, @nick_1 site.ru 1/2"
    found = [
        (e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in detect_entities(text)
    ]
    assert found == [
        ("bot_command", "/start@bot"),
        ("email", "a@b.ru"),
        ("url", "https://x.ru/a?b=1"),
        ("mention", "@nick_1"),
        ("url", "site.ru"),
    ]
