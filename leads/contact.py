"""The person we talk to, and the source they came from. No storage, no consent rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from leads.birthday import Birthday
from leads.clock import require_aware

FORM_LINK = "form_link"
"""The channel of whoever opened the link in the answer to a form they sent."""
DIRECT = "direct"
"""The channel of whoever came by themselves, with a bare /start."""

NO_CHAT = 0
"""The Telegram id of somebody who is added without one: storage makes it nobody's."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a person came from: the channel and, where known, the campaign's code."""

    channel: str
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The person. `id` is 0 until storage has allotted one; `phone` is in E.164.

    `language` is the locale we write in, `role` the person's part in the purchase, `birthday` what
    they or a salesperson told of it.
    `human_since` is set while a human writes with the person and the bot is quiet.
    `awaited_survey` is the survey whose grade they are asked to explain in words.
    `blocked_at` is set while the person has the bot blocked. `quiet_start` and `quiet_end` are
    the hours in which the person wants no message of ours, equal for none; unset, the company's
    hold. `zone` is the IANA name of the clock they live by, where their city is known. Once
    erased only the number is left, and `telegram_id` is nobody's.
    """

    id: int
    telegram_id: int
    name: str | None = None
    username: str | None = None
    language: str = "ru"
    phone: str | None = None
    email: str | None = None
    role: str | None = None
    birthday: Birthday | None = None
    company_id: int | None = None
    first_source: Source | None = None
    last_source: Source | None = None
    zone: str | None = None
    quiet_start: time | None = None
    quiet_end: time | None = None
    human_since: datetime | None = None
    awaited_survey: int | None = None
    blocked_at: datetime | None = None
    created_at: datetime | None = None
    erased_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(
            human_since=self.human_since,
            blocked_at=self.blocked_at,
            created_at=self.created_at,
            erased_at=self.erased_at,
        )

    @property
    def can_be_written_to(self) -> bool:
        """The person has a chat with the bot, has neither blocked it nor been erased."""
        return self.has_chat and self.blocked_at is None and self.erased_at is None

    @property
    def has_chat(self) -> bool:
        """Telegram knows them; whoever a salesperson entered has no chat until they open one."""
        return self.telegram_id > 0

    def bound_to(self, person: Contact) -> Contact:
        """The contact with the chat of `person`, and what Telegram says of them where nothing was
        known."""
        return replace(
            self,
            telegram_id=person.telegram_id,
            name=self.name or person.name,
            username=person.username,
            language=person.language,
        )

    def came_from(self, source: Source) -> Contact:
        """The contact with `source` as its last one, and as its first if it had none.

        Coming back by themselves says nothing new: a known last source stays.
        """
        if source.channel == DIRECT and self.last_source is not None:
            return self
        return replace(self, first_source=self.first_source or source, last_source=source)
