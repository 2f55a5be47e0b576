"""Every button's payload. Ids only, never a price, a role or a text; 64 bytes at most."""

from __future__ import annotations

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData


class AnswerButton(CallbackData, prefix="a"):
    """A button under a question: `turn` names the question, `act` what was done."""

    session: int
    turn: int
    act: str
    arg: str = ""


class EditButton(CallbackData, prefix="e"):
    """«Change» beside an answer: the step says which, whatever has been asked since."""

    session: int
    step: str


class LeadButton(CallbackData, prefix="l"):
    """A button under a lead card, for sales."""

    lead: int
    act: str
    arg: str = ""


class ConflictButton(CallbackData, prefix="x"):
    """A button under a conflict of interest, for managers: `at` names which of the lead's."""

    lead: int
    at: int
    act: str


class OfferButton(CallbackData, prefix="o"):
    """A button under the offer to be asked again later."""

    lead: int
    yes: int


class ReferralButton(CallbackData, prefix="r"):
    """A button of a person whose lead is offered or given to a partner: `act` is yes, no, ask (to
    be asked later) or rate, `arg` what it is about."""

    referral: int
    act: str
    arg: str = ""


class PartnerButton(CallbackData, prefix="t"):
    """A button of a partner's person, under a card or in the menu; `referral` 0 for the menu."""

    act: str
    referral: int = 0
    arg: str = ""


class OwnButton(CallbackData, prefix="p"):
    """A button under a person's own settings and data: `arg` says which of what `act` is about."""

    act: str
    arg: str = ""
    partner: str = ""


class AgainButton(CallbackData, prefix="r"):
    """A button under a reminder: the second look at a lead that was refused."""

    lead: int


class HelpButton(CallbackData, prefix="h"):
    """A button that works at any moment: `act` is human, restart, dispute or
    complete."""

    act: str


class PathButton(CallbackData, prefix="w"):
    """Notes a touch of a lead's person outside Telegram, by its channel."""

    lead: int
    channel: str


class MeetingButton(CallbackData, prefix="m"):
    """A button of a person about meeting whoever has their lead: `act` is what they do
    (`bot.chat.meetings.words`), `arg` a time, a day or a meeting."""

    lead: int
    act: str
    arg: str = ""


class HeldButton(CallbackData, prefix="v"):
    """A button of staff that says what became of a meeting: `act` is held, missed or cancelled."""

    meeting: int
    act: str


class WaitButton(CallbackData, prefix="w"):
    """A button about a product that can't be sold: `act` is wait, other, or go when it is back."""

    act: str
    product: str = ""


class SurveyButton(CallbackData, prefix="n"):
    """A button of a survey: `act` is yes or no about the lead `number` (whether the person may be
    asked later), or rate, which gives the survey `number` its `grade`."""

    act: str
    number: int
    grade: int


class CadenceButton(CallbackData, prefix="k"):
    """A button under a message of a cadence: `step` counts from 1 and is 0 for the invitation,
    `act` is the id of an answer, or yes and no."""

    lead: int
    cadence: str
    step: int
    act: str


class PageButton(CallbackData, prefix="g"):
    """Whether a browser that waits at the page is its owner's."""

    visit: int
    yes: int


class MailingButton(CallbackData, prefix="b"):
    """A button under a mailing, for managers, or under its offer, for sales; `arg` says which of
    what `act` is about."""

    mailing: int
    act: str
    arg: str = ""


class ReportButton(CallbackData, prefix="q"):
    """A button under a report: `act` is what it shows next (`bot.chat.reports.buttons`), `asked`
    what `bot.chat.reports.short` makes of what was asked."""

    act: str
    report: str = ""
    asked: str = ""


class FoundButton(CallbackData, prefix="y"):
    """A button under what /find found: `kind` is l for a lead and c for a company."""

    kind: str
    number: int


class FaceButton(CallbackData, prefix="f"):
    """A button under a report, for managers: the same report in another face. `asked` is what
    `reports.asking.code` makes of what was asked."""

    face: str
    report: str
    asked: str


def packed(kind: type[CallbackData], *values: int | str) -> str:
    """What `kind(…).pack()` gives for its fields in order, without the model in between.

    A turn makes half a dozen buttons. ValueError for what would not be read back.
    """
    data = ":".join((kind.__prefix__, *map(str, values)))
    if data.count(":") != len(kind.model_fields) or len(data.encode()) > MAX_CALLBACK_LENGTH:
        raise ValueError(f"{data!r} is no payload of {kind.__name__}")
    return data
