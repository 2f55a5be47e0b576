"""One turn, one transaction: what a person did becomes an advanced session, a lead, facts, what
they cause, and the words to be said. Nothing is sent here and nothing is decided about how words
look; the engine moves, `dialogs.consequences` records, the injected voice speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from dialogs.consequences import Consequences
from dialogs.engine import on_hand
from dialogs.forms.turn import FormTurn
from dialogs.greeting import greeted
from dialogs.heard import Heard
from dialogs.ports import DialogUnitOfWork
from dialogs.replies import Pressed, Reply, Restart
from dialogs.scene import scene_again
from dialogs.shelf import Shelf
from dialogs.signals.seeing import Seeing
from dialogs.to_human import ToHuman
from dialogs.voice import Voice
from leads.calls.calling import CALL
from leads.catalogue import Arrival, Campaign
from leads.clock import Clock
from leads.contact import Contact
from leads.documents import ConsentText
from leads.forms.continuing import Continued
from leads.judging import Judging
from leads.outbox import Claimed, OutboxMessage
from leads.policy import Policy

T = TypeVar("T")


class Turns(Protocol):
    """Runs a piece of work in one transaction; chats and updates are hints for preloading."""

    async def run(
        self,
        work: Callable[[DialogUnitOfWork], Awaitable[T]],
        *,
        chat_ids: Sequence[int] = (),
        update_ids: Sequence[int] = (),
    ) -> T: ...


class DialogService:
    """The use cases of a prospect: open a conversation, reply in it.

    `wake` is called after a commit that left something for others to deliver: a card for sales.
    """

    def __init__(
        self,
        turns: Turns,
        shelf: Shelf,
        voice: Voice,
        clock: Clock,
        policy: Policy,
        campaigns: Mapping[str, Campaign],
        *,
        quiz: str,
        owner: str,
        wake: Callable[[], None],
        judging: Judging,
    ) -> None:
        self._turns = turns
        self._shelf = shelf
        self._voice = voice
        self._clock = clock
        self._policy = policy
        self._campaigns = campaigns
        self._quiz = quiz
        self._owner = owner
        self._wake = wake
        self._judging = judging

    async def submit(self, heard: Heard, reply: Reply | Pressed) -> Sequence[Claimed]:
        """The turn of a reply. Returns what is to be said at once; empty for a repeated update."""
        return await self._run(heard, lambda turn: turn.reply(reply))

    async def open(self, heard: Heard, arrival: Arrival) -> Sequence[Claimed]:
        """The turn of /start: a visit by `arrival`. A conversation under way goes on."""
        return await self._run(heard, lambda turn: turn.open(arrival))

    async def go_on(self, heard: Heard, arrival: Arrival, form: Continued) -> Sequence[Claimed]:
        """The turn of whoever opens the link of a form they sent."""
        return await self._run(heard, lambda turn: turn.go_on(arrival, form))

    async def answer_call(self, heard: Heard, begun: OutboxMessage) -> Sequence[Claimed]:
        """The turn in which staff begin to answer for a caller, after saying so. Raises `InChat`,
        and then nothing has happened."""

        async def act(turn: FormTurn) -> None:
            await turn.say(begun)
            await turn.open(Arrival(source=CALL))

        return await self._run(heard, act)

    async def restart(self, heard: Heard) -> Sequence[Claimed]:
        """The turn of the command to begin anew, which is confirmed first."""
        return await self._run(heard, lambda turn: turn.reply(Restart()))

    async def call_human(self, heard: Heard) -> Sequence[Claimed]:
        """The turn of whoever asks for a human, at any moment."""
        return await self._run(heard, lambda turn: turn.call_human())

    async def dispute(self, heard: Heard) -> Sequence[Claimed]:
        """The turn of whoever does not agree with a refusal."""
        return await self._run(heard, lambda turn: turn.dispute())

    async def wait_for(
        self, heard: Heard, product: str, agreement: Callable[[str], ConsentText]
    ) -> Sequence[Claimed]:
        """The turn of whoever wants to be told when the product is back; `agreement` gives the
        words they agreed to in a language."""
        return await self._run(heard, lambda turn: turn.wait_for(product, agreement))

    async def go_on_with(self, heard: Heard, product: str) -> Sequence[Claimed]:
        """The turn of whoever waited for the product and goes on."""
        return await self._run(heard, lambda turn: turn.go_on_with(product))

    async def choose_another(self, heard: Heard) -> Sequence[Claimed]:
        """The turn of whoever does not wait: the products that are there."""
        return await self._run(heard, lambda turn: turn.choose_another())

    async def look_again(self, heard: Heard, lead_id: int) -> Sequence[Claimed]:
        """The turn of whoever wants the second look at their lead that was offered."""
        return await self._run(heard, lambda turn: turn.look_again(lead_id))

    async def complete(self, heard: Heard) -> Sequence[Claimed]:
        """The turn of whoever lets us ask what is missing of their answers."""
        return await self._run(heard, lambda turn: turn.complete())

    async def show_again(self, uow: DialogUnitOfWork, contact: Contact, update_id: int) -> None:
        """Within a work of somebody else: show the question under way, if any, once more.

        For when the contact's language was changed in the middle; the relay delivers it.
        """
        stored = await uow.sessions.active(contact.id)
        if stored is None:
            return
        scenario = await self._shelf.pinned(stored.session.digest, uow.scenarios)
        here = self._clock.now().astimezone(self._policy.zone)
        shown = on_hand(scenario, stored.session, now=here)
        if shown is None:
            return
        scene = scene_again(update_id, contact, stored, scenario)
        for message in self._voice.present((shown,), scene):
            await uow.outbox.add(message)

    async def _run(
        self, heard: Heard, act: Callable[[FormTurn], Awaitable[None]]
    ) -> Sequence[Claimed]:
        async def work(uow: DialogUnitOfWork) -> tuple[Sequence[Claimed], bool]:
            if not await uow.inbox.claim(heard.update_id):
                return (), False
            turn = FormTurn(
                uow, heard, self._shelf, self._voice, self._policy, self._quiz, self._owner
            )
            turn.consequences = Consequences(
                uow,
                await greeted(uow, heard, self._clock.now()),
                self._policy,
                self._campaigns,
                self._clock.now(),
                message_id=heard.tapped,
                judging=self._judging,
            )
            turn.human = ToHuman(uow, turn.consequences, self._policy)
            grading = self._judging.grading
            turn.offering = self._judging.offering
            turn.seeing = Seeing(uow, self._shelf, grading, turn.consequences)
            await act(turn)
            await turn.consequences.write()
            return turn.said, turn.consequences.for_others or turn.left

        said, others_wait = await self._turns.run(
            work, chat_ids=(heard.person.telegram_id,), update_ids=(heard.update_id,)
        )
        if others_wait:
            self._wake()
        return said
