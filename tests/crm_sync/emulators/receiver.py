"""A customer's own system behind the signed webhook: checks signatures, knows events again."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from crm_sync.errors import CrmForged
from crm_sync.signing import EVENT_ID, check_signed
from leads.clock import Clock
from tests.crm_sync.emulators.base import Emulator

SECRET = "whsec-Тайна+0123456789"


class Receiver(Emulator):
    """Keeps what it is told, each event once."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.seen: dict[str, dict[str, Any]] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.ties: dict[str, frozenset[str]] = {}
        self.beside: list[dict[str, Any]] = []

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.post("/hook", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            check_signed([SECRET], headers, body, self._clock.now())
        except CrmForged as error:
            return web.json_response({"error": str(error)}, status=401)
        event = await request.json()
        assert request.headers[EVENT_ID] == event["id"]
        if event["id"] not in self.seen:
            self.seen[event["id"]] = event
            self._keep(event["type"], event["data"])
        return web.Response(status=204)

    def _keep(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "lead.saved":
            self._save(data)
        elif kind == "erased":
            self.cards[data["key"]]["fields"] = {}
        elif kind == "meeting.changed":
            held = next(one for one in self.beside if one["key"] == data["key"])
            held.update(data)
        elif kind != "ping":
            self.beside.append({"type": kind, **data})

    def _save(self, data: dict[str, Any]) -> None:
        for entity, key in data["keys"].items():
            said = data.get(entity, {})
            card = self.cards.setdefault(key, {"entity": entity, "fields": {}})
            fields = {**card["fields"], **said.get("fields", {})}
            kept = {name: value for name, value in fields.items() if value is not None}
            card.update({name: said[name] for name in STANDING if name in said}, fields=kept)
        self.ties[data["keys"]["lead"]] = frozenset(data["keys"].values())


STANDING = ("stage", "pipeline", "loss_reason", "owner")
