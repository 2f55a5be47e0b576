"""Who speaks for the dialogue: the face of the bot satisfies it. No words here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dialogs.effects import Effect
from dialogs.scene import Scene
from leads.outbox import OutboxMessage


class Voice(Protocol):
    """Puts effects into outbox rows for the person's chat."""

    def present(self, effects: Sequence[Effect], scene: Scene) -> Sequence[OutboxMessage]: ...
