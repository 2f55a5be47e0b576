"""One sent form: proven, read, stored, answered. The answer is given only once it is stored.

What becomes of it is `dialogs.forms.filing`, right after. Whether its person is known to us is not
looked at here, so no answer can tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from bot.web.intake.entrance import Entrance, among
from bot.web.intake.keeping import Keep
from bot.web.intake.limits import Limits
from bot.web.intake.refusal import Refused, Unfit
from bot.web.intake.request import ONCE, Told, told
from dialogs.forms.form import Form
from dialogs.forms.reading import Unread, read_form
from dialogs.scenario import Scenario
from leads.clock import Clock
from leads.forms.submission import Fate, Filled, Submission
from leads.working_time import Promise

LONGEST_ONCE = 200
MOST_MINUTES = 1000


class Words(Protocol):
    """Speaks for us, in plain text. `unread` says what is wrong with a field."""

    def spoken(self, locale: str) -> str: ...
    def thanks(self, promise: Promise, locale: str) -> tuple[str, str]: ...
    def unread(self, one: Unread, locale: str) -> str: ...
    def refused(self, code: str, locale: str) -> str: ...
    def script(self, locale: str) -> Mapping[str, str]: ...
    def page(self, locale: str) -> Mapping[str, str]: ...


class Incoming(NamedTuple):
    """A request. `host` is what we are called by, `address` whom it comes from, `language` what
    their browser speaks, "" where it doesn't say."""

    content_type: str
    headers: Mapping[str, str]
    body: bytes
    host: str
    address: str
    language: str


class Answer(NamedTuple):
    """What whoever sent a form reads in that language: the standard text, and the link that goes on
    in the chat under the words `button`."""

    language: str
    text: str
    link: str
    button: str


class Door:
    """The use case, for every form of one company."""

    def __init__(
        self,
        entrances: Sequence[Entrance],
        keep: Keep,
        quiz: Callable[[str], Scenario],
        blind: Callable[[str], bytes],
        link: Callable[[int], Awaitable[str]],
        words: Words,
        promise: Callable[[datetime], Promise],
        clock: Clock,
        *,
        per_address: int,
    ) -> None:
        self._by_key = {one.key: one for one in entrances}
        self._origins = frozenset(origin for one in entrances for origin in one.origins)
        self._keep = keep
        self._quiz = quiz
        self._blind = blind
        self._link = link
        self._words = words
        self._promise = promise
        self._clock = clock
        self._per_address = per_address
        self._limits = Limits()
        self._thanked: dict[tuple[int, str], tuple[str, str]] = {}

    def lets(self, origin: str, host: str) -> bool:
        """Whether pages of that origin may ask at all."""
        return among(self._origins, origin, host)

    def entrance(self, key: str, origin: str, host: str) -> Entrance:
        """The way in that a page shows with that key; `Refused` for whoever has no right to."""
        found = self._by_key.get(key)
        if found is None or not found.lets(origin, host):
            raise Refused("refused")
        return found

    def quiz(self, form: Form) -> Scenario:
        """The scenario that the form's fields answer, as it is asked now."""
        return self._quiz(form.quiz)

    async def take(self, request: Incoming) -> Answer:
        """Store what was sent and answer it; `Refused` says why not."""
        now = self._clock.now()
        if not self._limits.allows(f"at:{request.address}", self._per_address, now):
            raise Refused("too_many")
        said = told(request.content_type, request.body)
        entrance = self._by_key.get(said.key)
        if entrance is None:
            raise Refused("refused")
        signed_at = entrance.proven(request.headers, request.body, host=request.host, now=now)
        if not self._limits.allows(f"of:{entrance.key}", entrance.per_minute, now):
            raise Refused("too_many")
        language = self._words.spoken(said.language or request.language)
        submission = self._read(entrance, said, signed_at, now, language)
        taken = await self._keep(submission)
        if taken.fate in {Fate.OTHER, Fate.REPLAYED}:
            raise Refused(taken.fate.value, language=language)
        text, button = self._thanks(taken.first.sent_at, language)
        return Answer(language, text, await self._link(submission.number), button)

    def _thanks(self, sent_at: datetime, language: str) -> tuple[str, str]:
        """The standard answer; it is the same for everybody who sent within a minute."""
        minute = int(sent_at.timestamp() // 60)
        known = self._thanked.get((minute, language))
        if known is None:
            if len(self._thanked) >= MOST_MINUTES:
                self._thanked.clear()
            promise = self._promise(sent_at.replace(second=0, microsecond=0))
            known = self._thanked[minute, language] = self._words.thanks(promise, language)
        return known

    def _read(
        self, entrance: Entrance, said: Told, signed_at: int, now: datetime, language: str
    ) -> Submission:
        if entrance.trap and said.fields.get(entrance.trap):
            raise Refused("machine", language=language)
        if len(said.once) > LONGEST_ONCE or (entrance.secret and not said.once):
            once = self._unfit(Unread(ONCE, "required"), ONCE, language)
            raise Refused("unread", (once,), language)
        form = entrance.form
        filled = read_form(
            form,
            self._quiz(form.quiz),
            said.fields,
            now=now,
            language=language,
            page=said.page,
            utm=said.utm,
        )
        if not isinstance(filled, Filled):
            unfit = tuple(self._in_words(form, one, language) for one in filled)
            raise Refused("unread", unfit, language)
        return Submission(
            number=number_of(form, said, now),
            form=form.id,
            content=self._blind(said.content),
            filled=filled,
            sent_at=now,
            signed_at=signed_at,
        )

    def _in_words(self, form: Form, one: Unread, language: str) -> Unfit:
        agreement = form.agreement
        if agreement is not None and one.field == agreement.field:
            return self._unfit(one, agreement.in_(language).text, language)
        label = form.asks(one.field, self._quiz(form.quiz)).label
        return self._unfit(one, label.in_(language), language)

    def _unfit(self, one: Unread, label: str, language: str) -> Unfit:
        return Unfit(one.field, label, self._words.unread(one, language))


def number_of(form: Form, said: Told, now: datetime) -> int:
    """What stands for a submission and its repetitions: 62 bits of a hash of the form and the key
    given for it; without a key, of what was said that day."""
    once = f"key\0{said.once}"
    if not said.once:
        once = f"day\0{now.astimezone(UTC).date()}\0{said.content}"
    digest = hashlib.sha256(f"{form.id}\0{once}".encode("utf-8", "surrogatepass")).digest()
    return (int.from_bytes(digest[:8], "big") >> 2) or 1
