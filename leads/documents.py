"""The texts that people agree to: exactly what was shown, under a version and a hash.

Where the words come from is the business of scenarios and templates.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.consent import ConsentEntry, Purpose


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One document in one language, as it was on the screen.

    `version` names it (`consent_reminder:2`, `agency-brief:1:agree`); `digest` is the SHA-256 of
    the text in hex, by which the ledger finds it again.
    """

    version: str
    language: str
    text: str

    @property
    def digest(self) -> str:
        """The hash that proves which words were agreed to."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def agreed(
        self,
        contact_id: int,
        purpose: Purpose,
        at: datetime,
        *,
        message_id: int | None,
        button: str,
        partner: str = "",
    ) -> ConsentEntry:
        """The entry in the ledger of somebody who agreed to this text in the chat."""
        return ConsentEntry(
            contact_id=contact_id,
            purpose=purpose,
            granted=True,
            at=at,
            text_version=self.version,
            text_hash=self.digest,
            language=self.language,
            message_id=message_id,
            button=button,
            partner=partner,
        )


class Documents(Protocol):
    """Texts that were agreed to; a text kept before changes nothing."""

    async def keep(self, text: ConsentText) -> object: ...
