"""Trouble on request: which call of the bot is answered with an error or not at all."""

import random
from dataclasses import dataclass

from bot.sandbox.params import Json

STATUSES = ("429", "403", "500", "502html", "drop", "drop_after", "slow")
_POLL = "getupdates"
_MAX_FAULTS = 1000


@dataclass
class Fault:
    """One trouble. Without `method` it meets every call except getUpdates.

    `times` counts down; None is for ever. `drop_after`: the effect happens, the answer is lost.
    `slow`: the call waits `seconds` and then succeeds.
    """

    status: str
    method: str = ""
    chat_id: int | None = None
    retry_after: int = 1
    seconds: float = 1.0
    times: int | None = 1
    probability: float = 1.0

    def shown(self) -> Json:
        """The fault as the control API shows it."""
        return {key: value for key, value in vars(self).items() if value not in (None, "")}


class Faults:
    """The queue of troubles, oldest first; the first that matches a call is used."""

    def __init__(self) -> None:
        self.queue: list[Fault] = []
        self._random = random.Random(0)

    def add(self, value: Json) -> Fault:
        """Queue a fault given as JSON. Raises ValueError with a sentence when it makes no sense."""
        if len(self.queue) >= _MAX_FAULTS:
            raise ValueError(f"at most {_MAX_FAULTS} faults may wait; DELETE /sandbox/faults first")
        unknown = set(value) - set(Fault.__dataclass_fields__)
        if unknown:
            raise ValueError(f"unknown fault field: {', '.join(sorted(unknown))}")
        status = str(value.get("status", ""))
        if status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(STATUSES)}")
        times = value.get("times", None if "probability" in value else 1)
        try:
            fault = Fault(
                status=status,
                method=str(value.get("method") or ""),
                chat_id=None if value.get("chat_id") is None else int(value["chat_id"]),
                retry_after=int(value.get("retry_after", 1)),
                seconds=float(value.get("seconds", 1.0)),
                times=None if times is None else int(times),
                probability=float(value.get("probability", 1.0)),
            )
        except (TypeError, ValueError, OverflowError):
            raise ValueError(
                "retry_after, times and chat_id are whole numbers, probability and seconds numbers"
            ) from None
        if not 0 <= fault.probability <= 1 or not 0 <= fault.seconds <= 60:
            raise ValueError("probability lies between 0 and 1, seconds between 0 and 60")
        if fault.retry_after < 1 or (fault.times is not None and fault.times < 1):
            raise ValueError("retry_after and times are at least 1")
        self.queue.append(fault)
        return fault

    def meet(self, method: str, chat_id: str) -> Fault | None:
        """The trouble this call runs into, if any; uses it up."""
        name = method.lower()
        for fault in self.queue:
            if fault.method.lower() != name and (fault.method or name == _POLL):
                continue
            if fault.chat_id is not None and str(fault.chat_id) != chat_id:
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    self.queue.remove(fault)
            return fault
        return None

    def clear(self) -> None:
        """No more trouble; the sequence of chances starts again."""
        self.queue.clear()
        self._random.seed(0)
