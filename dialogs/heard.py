"""Who wrote, and in which update: what a face of the bot tells the service beside the reply."""

from __future__ import annotations

from dataclasses import dataclass

from leads.contact import Contact


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote, as Telegram names them; `locale` is already one of ours."""

    telegram_id: int
    chat_id: int
    name: str
    username: str | None
    locale: str

    @property
    def stranger(self) -> Contact:
        """The contact that they are where nothing else is known of them."""
        return Contact(
            id=0,
            telegram_id=self.telegram_id,
            name=self.name,
            username=self.username,
            language=self.locale,
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a member of staff answers: a contact, or somebody who has just rung up."""

    contact_id: int | None = None
    name: str = ""
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One update from a person: its id, who, and the message whose button was tapped.

    `message` is the message that they sent, None for a tap. With `caller` the person is of staff
    and speaks for somebody else; `staff` when they are and speak for themselves.
    """

    update_id: int
    person: Person
    session_id: int | None = None
    tapped: int | None = None
    message: int | None = None
    caller: Caller | None = None
    staff: bool = False
