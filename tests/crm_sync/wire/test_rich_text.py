"""What a person reads stays the same on its way through rich fields."""

from crm_sync.wire.rich_text import from_html, to_html


def test_texts_survive_being_html() -> None:
    text = "a < b & c\n\n  «д» 'e' \"f\"\nhttps://x.example/?a=1&b=2"
    assert from_html(to_html(text)) == text
    assert from_html("<div>one</div><div>two<br>\nthree</div>") == "one\ntwo\n three"
    assert not from_html(False)
