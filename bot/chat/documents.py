"""The documents that people agree to beside a scenario's questions: versioned, and kept as shown.

A document is a template `consent_…`. `templates/documents.toml` lists the hash of its words per
version and language; words that were changed under an old version are refused at the start.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping

from bot.chat.texts import TEMPLATES, Texts
from leads.consent import Purpose
from leads.documents import ConsentText

VERSIONS = TEMPLATES / "documents.toml"
OF_PURPOSE: Mapping[Purpose, str] = {
    Purpose.SERVICE: "consent_service",
    Purpose.FOLLOW_UP: "consent_follow_up",
    Purpose.REMINDER: "consent_reminder",
    Purpose.SURVEY: "consent_survey",
    Purpose.ADVERTISING: "consent_advertising",
}
"""What may be agreed to in the settings, in the order shown."""

_HEADER = re.compile(r"\A\{#-.*?-#\}\s*", re.DOTALL)


class ChangedDocument(ValueError):
    """The words of a document are not those of its version; the message says what to do."""


class ConsentDocuments:
    """The documents in force. Raises `ChangedDocument` when one was changed in silence."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        with VERSIONS.open("rb") as file:
            listed = tomllib.load(file)
        self._versions = {name: _proven(name, versions) for name, versions in listed.items()}

    def text(self, name: str, locale: str, **values: object) -> ConsentText:
        """The document as it is shown to somebody who speaks `locale`."""
        return ConsentText(
            version=f"{name}:{self._versions[name]}",
            language=self._texts.spoken(locale),
            text=self._texts.render(name, locale, **values),
        )


def digest_of(name: str, locale: str) -> str:
    """The hash of the words of a document's template, without the comment on top."""
    source = (TEMPLATES / locale / f"{name}.j2").read_text(encoding="utf-8")
    return hashlib.sha256(_HEADER.sub("", source).strip().encode()).hexdigest()


def _proven(name: str, versions: Mapping[str, Mapping[str, str]]) -> int:
    """The newest version, whose hashes are those of the words now."""
    newest = max(versions, key=int)
    for locale, digest in versions[newest].items():
        if digest_of(name, locale) != digest:
            raise ChangedDocument(
                f"The words of {locale}/{name}.j2 are not those of its version {newest}: people "
                f"agreed to other words. Add [{name}.{int(newest) + 1}] to documents.toml with "
                f'{locale} = "{digest_of(name, locale)}".'
            )
    return int(newest)
