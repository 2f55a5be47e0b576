"""Effects of a turn → messages. Pure; runs inside the turn, so that what will be said is committed
with the fact that caused it. No rule of the trade is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from markupsafe import Markup

from bot.chat.answer_buttons import change_button
from bot.chat.ending_words import forward_text, offer_keyboard, verdict_text
from bot.chat.handoff_words import again_keyboard, left_words, when
from bot.chat.keyboards import contact_rows, question_keyboard
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.supply.words import supply_words
from bot.chat.texts import Texts
from bot.chat.words import confirmation_text, fill, rejection_text, show_value
from dialogs.effects import (
    Answered,
    Ask,
    AtWork,
    Completing,
    Effect,
    Explained,
    Finished,
    HandedOver,
    KeptWaiting,
    Known,
    Nudged,
    Over,
    PassedOn,
    Prompt,
    Reject,
    Restarted,
    Resumed,
    Stale,
    TurnedDown,
    Unsold,
    Unsure,
    Waits,
)
from dialogs.scenario import SlotType, Step
from dialogs.scene import Scene
from dialogs.session import Value
from leads.consent import Purpose
from leads.outbox import OutboxMessage

REPLY_BASIS = "reply"


class Presenter:
    """Puts effects into words with the templates and the scenario's own texts."""

    def __init__(self, texts: Texts, *, company: str) -> None:
        self._texts = texts
        self._company = company

    def present(self, effects: Iterable[Effect], scene: Scene) -> tuple[OutboxMessage, ...]:
        """Outbox rows in the order to be shown, all in the lane of the chat."""
        return tuple(
            message.row(message.key or f"u{scene.update_id}:{scene.session_id}:{number}")
            for number, message in enumerate(self.messages(effects, scene))
        )

    def messages(self, effects: Iterable[Effect], scene: Scene) -> tuple[Outgoing, ...]:
        """The messages that the effects are put into."""
        messages: list[Outgoing] = []
        if scene.opening:
            price = scene.asked_price
            messages.append(self._say(scene, "greeting", company=self._company, asked_price=price))
        for effect in effects:
            messages.extend(self._one(effect, scene))
        return tuple(messages)

    def _one(self, effect: Effect, scene: Scene) -> Iterable[Outgoing]:
        match effect:
            case Ask(prompt):
                yield self._question(prompt, scene, again=scene.reshown)
            case Reject(code, prompt, detail):
                yield self._rejection(code, prompt, detail, scene)
            case Stale(prompt):
                yield self._say(scene, "stale_button")
                yield self._question(prompt, scene, again=True)
            case Answered():
                yield self._answered(effect, scene)
            case Restarted():
                return
            case Nudged():
                yield self._nudged(effect, scene)
            case Finished():
                text = verdict_text(self._texts, effect, scene)
                yield self._made(scene, text, offer_keyboard(self._texts, effect, scene))
                if effect.outcome.forward is not None:
                    opening = effect.outcome.forward
                    yield self._made(
                        scene, forward_text(self._texts, opening, scene, self._company)
                    )
            case PassedOn():
                yield self._passed_on(effect, scene)
                if effect.prompt is not None:
                    yield self._question(effect.prompt, scene, again=True)
            case HandedOver():
                yield self._handed_over(effect, scene)
            case Unsold() | Unsure() | Waits():
                text, keyboard = supply_words(effect, self._texts, scene.locale)
                yield self._made(scene, text, keyboard)
            case Resumed() | Completing():
                yield self._resumed(effect, scene)
            case Known() | Over() | AtWork() | KeptWaiting() | TurnedDown() | Explained():
                yield self._not_asked(effect, scene)
            case _:
                assert_never(effect)

    def _question(self, prompt: Prompt, scene: Scene, *, again: bool = False) -> Outgoing:
        key = f"q:{scene.session_id}:{prompt.turn}"
        if prompt.asked_restart:
            text = self._texts.render("restart_confirm", scene.locale)
            return self._made(
                scene, text, question_keyboard(self._texts, prompt, scene.session_id, scene.locale)
            )
        if prompt.pending is not None:
            text = confirmation_text(self._texts, prompt.slot, prompt.pending.value, scene.locale)
            keyboard = question_keyboard(self._texts, prompt, scene.session_id, scene.locale)
            return self._made(scene, text, keyboard, key="" if again else key)
        text = self._question_text(prompt, scene)
        if prompt.slot is not None and prompt.slot.type is SlotType.PHONE:
            return Outgoing(
                chat_id=scene.chat_id,
                text=text,
                purpose=Purpose.REPLY.value,
                basis=REPLY_BASIS,
                reply_rows=contact_rows(self._texts, prompt, scene.locale),
                key="" if again else key,
            )
        keyboard = question_keyboard(self._texts, prompt, scene.session_id, scene.locale)
        same_question = scene.tapped is not None and prompt.turn == scene.asked_turn and not again
        return self._made(
            scene,
            text,
            keyboard,
            key="" if again or same_question else key,
            edits=scene.tapped if same_question else None,
        )

    def _question_text(self, prompt: Prompt, scene: Scene) -> str:
        step, slots = prompt.step, scene.scenario.slots
        if step.review:
            return self._summary(step, prompt.answers, scene)
        hint = (
            fill(self._texts, step.hint, slots, prompt.answers, scene.locale) if step.hint else ""
        )
        return self._texts.render(
            "question",
            scene.locale,
            number=prompt.number,
            total=prompt.total,
            text=fill(self._texts, step.text, slots, prompt.answers, scene.locale),
            hint=hint,
            information=prompt.slot is None,
        )

    def _summary(self, step: Step, answers: Mapping[str, Value], scene: Scene) -> str:
        slots = scene.scenario.slots
        return self._texts.render(
            "review",
            scene.locale,
            text=fill(self._texts, step.text, slots, answers, scene.locale),
            answers=[
                {
                    "label": slots[slot].label.in_(scene.locale),
                    "value": show_value(self._texts, slots[slot], value, scene.locale),
                }
                for slot, value in answers.items()
            ],
            hint=fill(self._texts, step.hint, slots, answers, scene.locale) if step.hint else "",
        )

    def _nudged(self, effect: Nudged, scene: Scene) -> Outgoing:
        question = self._question(effect.prompt, scene, again=True)
        slots = scene.scenario.slots
        text = self._texts.render(
            "nudge",
            scene.locale,
            nudge=fill(self._texts, effect.nudge, slots, scene.answers, scene.locale),
            question=Markup(question.text),
        )
        unasked = Purpose.FOLLOW_UP.value
        return replace(question, text=text, purpose=unasked, basis=unasked, key=effect.key)

    def _not_asked(
        self,
        effect: Known | Over | AtWork | KeptWaiting | TurnedDown | Explained,
        scene: Scene,
    ) -> Outgoing:
        """Nothing is asked: what is left to do stands below, where it is the person's turn."""
        if isinstance(effect, KeptWaiting):
            return self._say(scene, "kept_waiting", by=effect.by, longer=effect.longer)
        if isinstance(effect, Explained):
            return self._say(scene, "survey_explained", group=effect.group)
        if isinstance(effect, TurnedDown):
            return self._say(scene, "turned_down")
        text, keyboard = left_words(effect, self._texts, scene.locale)
        return self._made(scene, text, keyboard)

    def _resumed(self, effect: Resumed | Completing, scene: Scene) -> Outgoing:
        """What was answered is kept, and what it turned on then."""
        if isinstance(effect, Completing):
            return self._say(scene, "completing", done=effect.done)
        slot, value, label, shown = effect.slot, effect.value, "", ""
        if slot is not None and value is not None:
            label = slot.label.in_(scene.locale)
            shown = show_value(self._texts, slot, value, scene.locale)
        return self._say(scene, "resumed", label=label, value=shown, form=effect.form)

    def _rejection(self, code: str, prompt: Prompt, detail: str, scene: Scene) -> Outgoing:
        text = rejection_text(self._texts, code, scene.locale, detail=detail, slot=prompt.slot)
        return self._made(scene, text)

    def _answered(self, effect: Answered, scene: Scene) -> Outgoing:
        slot = effect.slot
        if slot is None:
            label, shown = "", self._texts.label("read", scene.locale)
        else:
            label = slot.label.in_(scene.locale)
            shown = show_value(self._texts, slot, effect.value, scene.locale)
        text = self._texts.render("answered", scene.locale, label=label, value=shown)
        if effect.step.review:
            # What was confirmed stays to be read; only its buttons go.
            text = self._summary(effect.step, scene.answers, scene)
        if slot is not None and slot.type is SlotType.PHONE:
            return self._made(scene, text, remove_reply_keyboard=True)
        question = f"q:{scene.session_id}:{scene.asked_turn}"
        return self._made(
            scene,
            text,
            self._change(effect, scene),
            edits=scene.tapped,
            edits_key=None if scene.tapped else question,
        )

    def _change(self, effect: Answered, scene: Scene) -> Keyboard:
        """«изменить» under an answer; a consent is withdrawn, and not changed."""
        if effect.slot is None or effect.slot.type is SlotType.CONSENT:
            return ()
        label = self._texts.label("change", scene.locale)
        return ((change_button(label, scene.session_id, effect.step.id),),)

    def _passed_on(self, effect: PassedOn, scene: Scene) -> Outgoing:
        text = self._texts.render(
            "human_called",
            scene.locale,
            called=effect.called,
            owner=effect.owner,
            goes_on=effect.prompt is not None,
            **when(effect.promise),
        )
        if effect.prompt is not None:
            return self._made(scene, text)
        return self._made(scene, text, again_keyboard(self._texts, scene.locale))

    def _handed_over(self, effect: HandedOver, scene: Scene) -> Outgoing:
        text = self._texts.render(
            "handover",
            scene.locale,
            owner=effect.owner,
            by_phone=effect.by_phone,
            best_time=effect.best_time.in_(scene.locale) if effect.best_time else "",
            **when(effect.promise),
        )
        return self._made(scene, text)

    def _say(self, scene: Scene, name: str, **values: object) -> Outgoing:
        return self._made(scene, self._texts.render(name, scene.locale, **values))

    def _made(
        self,
        scene: Scene,
        text: str,
        keyboard: Keyboard = (),
        *,
        key: str = "",
        edits: int | None = None,
        edits_key: str | None = None,
        remove_reply_keyboard: bool = False,
    ) -> Outgoing:
        return Outgoing(
            chat_id=scene.chat_id,
            text=text,
            purpose=Purpose.REPLY.value,
            basis=REPLY_BASIS,
            keyboard=keyboard,
            key=key,
            edits=edits,
            edits_key=edits_key,
            remove_reply_keyboard=remove_reply_keyboard,
        )
