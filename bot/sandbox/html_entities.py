"""Telegram's HTML subset → plain text and entities, with the server's own error sentences.

Offsets and lengths are UTF-16 code units, as everywhere in the Bot API. Nothing else parses
markup; what people type is only searched for commands, links and mentions.
"""

import re
from typing import Any

from bot.sandbox.params import ApiError, bad_request

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}))|([a-zA-Z]+));?")
_TAG_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
_ATTRIBUTE = re.compile(r"""\s*([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[a-zA-Z0-9.-]+))?""")
_CONTROL = dict.fromkeys([*range(10), *range(11, 32), 127], " ") | {13: None}
_DETECTED = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>https?://[^\s<>\"»]+[^\s<>\"».,;:!?)]|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:ru|com|org|net|io)"
    r"(?:/[^\s<>\"»]*)?(?![\w.-]))"
    r"|(?P<bot_command>(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w`])@[a-zA-Z][a-zA-Z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<![\w&])#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean_text(text: str) -> str:
    """Text as the server stores it: control characters become spaces, CR disappears."""
    return text.translate(_CONTROL)


def detect_entities(text: str, taken: list[Entity] | None = None) -> list[Entity]:
    """Commands, links, addresses and mentions the server finds by itself, outside `taken`."""
    blocked = [
        (e["offset"], e["offset"] + e["length"])
        for e in taken or []
        if e["type"] in {"code", "pre", "text_link"}
    ]
    found: list[Entity] = list(taken or [])
    for match in _DETECTED.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match.group())
        if not any(start < offset + length and offset < end for start, end in blocked):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return sorted(found, key=lambda e: (e["offset"], -e["length"]))


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of `source`. Raises ApiError 400 "can't parse entities: …"."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, Entity, int]] = []
        self.entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        source = self.source
        while self.position < len(source):
            char = source[self.position]
            if char == "<":
                self._close_tag() if source.startswith("</", self.position) else self._open_tag()
            elif char == "&":
                self._reference()
            else:
                end = self.position
                while end < len(source) and source[end] not in "<&":
                    end += 1
                self._append(source[self.position : end])
                self.position = end
        if self.open:
            name = self.open[-1][0]
            raise self._error(f'Can\'t find end tag corresponding to start tag "{name}"')
        return trimmed("".join(self.text), self.entities)

    def _append(self, piece: str) -> None:
        self.text.append(piece)
        self.length += utf16_length(piece)

    def _at(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    @staticmethod
    def _error(what: str) -> ApiError:
        return bad_request(f"can't parse entities: {what}")

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.position)
        decoded = None
        if match:
            hexadecimal, decimal, name = match.groups()
            if name:
                decoded = _NAMED.get(name)
            else:
                code = int(hexadecimal, 16) if hexadecimal else int(decimal)
                if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
                    decoded = chr(code)
        if match and decoded is not None:
            self._append(decoded)
            self.position = match.end()
        else:
            self._append("&")
            self.position += 1

    def _open_tag(self) -> None:
        begin = self.position
        match = _TAG_NAME.match(self.source, begin + 1)
        name = match.group().lower() if match else ""
        if name not in _TAGS:
            raise self._error(f'Unsupported start tag "{name}" at byte offset {self._at(begin)}')
        assert match is not None
        attributes = self._attributes(match.end(), begin, name)
        entity: Entity = {"type": _TAGS[name], "offset": self.length}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._at(begin)}'
            )
        if name == "a":
            entity["url"] = attributes.get("href", "")
        elif name == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif name == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif name == "code" and attributes.get("class", "").startswith("language-"):
            entity["language"] = attributes["class"].removeprefix("language-")
        self.open.append((name, entity, begin))

    def _attributes(self, position: int, begin: int, name: str) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while position < len(self.source) and self.source[position].isspace():
                position += 1
            if position >= len(self.source):
                raise self._error(f"Unclosed start tag at byte offset {self._at(begin)}")
            if self.source[position] == ">":
                self.position = position + 1
                return attributes
            match = _ATTRIBUTE.match(self.source, position)
            if not match:
                raise self._error(
                    f'Empty attribute name in the tag "{name}" at byte offset {self._at(begin)}'
                )
            value = match.group(2) or ""
            if value[:1] in {'"', "'"}:
                value = value[1:-1]
            attributes[match.group(1).lower()] = _unescape(value)
            position = match.end()

    def _close_tag(self) -> None:
        begin = self.position
        end = self.source.find(">", begin)
        if end < 0:
            raise self._error(f"Unclosed end tag at byte offset {self._at(begin)}")
        name = self.source[begin + 2 : end].strip().lower()
        if not self.open:
            raise self._error(f"Unexpected end tag at byte offset {self._at(begin)}")
        expected, entity, _ = self.open.pop()
        if name and name != expected:
            raise self._error(
                f"Unmatched end tag at byte offset {self._at(begin)},"
                f' expected "</{expected}>", found "</{name}>"'
            )
        self.position = end + 1
        entity["length"] = self.length - entity["offset"]
        self._finish(entity)

    def _finish(self, entity: Entity) -> None:
        if not entity["length"]:
            return
        if entity["type"] == "text_link" and not _link(entity["url"]):
            return  # the server drops links it does not understand and keeps their text
        if entity["type"] == "pre":
            inner = next(
                (
                    e
                    for e in self.entities
                    if e["type"] == "code"
                    and (e["offset"], e["length"]) == (entity["offset"], entity["length"])
                ),
                None,
            )
            if inner:
                self.entities.remove(inner)
                if "language" in inner:
                    entity["language"] = inner["language"]
        self.entities.append(entity)


def _unescape(value: str) -> str:
    return re.sub(r"&(lt|gt|amp|quot);", lambda m: _NAMED[m.group(1)], value)


def _link(url: str) -> bool:
    return bool(re.match(r"(?:https?|tg|mailto|tel):\S+$", url, re.IGNORECASE))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """`text` without outer white space, entities moved along; empty ones are dropped."""
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    limit = utf16_length(text)
    kept: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(limit, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, sorted(kept, key=lambda e: (e["offset"], -e["length"]))
