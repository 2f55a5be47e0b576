"""A conflict in words and buttons, and the register. For managers alone: here stand the names of
clients, which go to nobody else."""

from __future__ import annotations

from datetime import date, datetime

from bot.chat.callbacks import ConflictButton
from bot.chat.cards import Shown, card_values
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from leads.caused import stamp
from leads.exclusivity.holding import Choice, Hold
from leads.exclusivity.register import Client, Exclusives, in_force

ASK = "ask"
SIGN = "⚖️"
"""What the text of a conflict begins with, and no other message of ours to a manager does."""

MOST_CLIENTS = 30
MOST_AREAS = 8
MOST_FIRMS = 24


def conflict_text(
    shown: Shown, hold: Hold, register: Exclusives, now: datetime, texts: Texts, locale: str
) -> str:
    """What a manager needs in order to decide, or what was decided."""
    found, decided = hold.found, hold.decided
    client = register.client(found.client)
    return texts.fitting(
        "conflict",
        locale,
        **{
            **card_values(shown, texts, locale),
            "exclusive": register.name(found.client),
            "ends": client.until if client else None,
            "others": [register.name(key) for key in found.others],
            "ground": found.ground,
            "competitor": found.competitor,
            "awaited": found.awaited,
            "answer_by": hold.answer_by,
            "late": hold.waiting and now > hold.answer_by,
            "asked_by": hold.asked.manager if hold.asked else "",
            "choice": decided.choice if decided else "",
            "manager": decided.manager if decided else "",
            "decided_at": decided.at if decided else None,
            "why": decided.reason if decided else "",
        },
    )


def conflict_keyboard(lead_id: int, hold: Hold, texts: Texts, locale: str) -> Keyboard:
    """Work, refuse, ask the client; nothing once it is decided."""
    if not hold.waiting:
        return ()

    def button(act: str) -> Button:
        payload = ConflictButton(lead=lead_id, at=stamp(hold.found.at), act=act)
        return Button(texts.label(f"conflict_{act}", locale), payload.pack())

    decide = (button(Choice.WORK.value), button(Choice.REFUSE.value))
    return (decide,) if hold.asked else (decide, (button(ASK),))


def register_text(register: Exclusives, today: date, texts: Texts, locale: str) -> str:
    """/exclusive: all clients, a line each."""
    return texts.render(
        "exclusive",
        locale,
        clients=[
            {
                "key": one.key,
                "name": one.firm.title,
                "ends": one.until,
                "over": not in_force(one.until, today),
                "competitors": len(one.competitors),
                "areas": len(one.areas),
            }
            for one in register.clients[:MOST_CLIENTS]
        ],
        more=max(len(register.clients) - MOST_CLIENTS, 0),
    )


def client_text(client: Client, today: date, texts: Texts, locale: str) -> str:
    """/exclusive KEY: one client with everything that is exclusive."""
    return texts.render(
        "exclusive_client",
        locale,
        exclusive=client.firm.title,
        ends=client.until,
        over=not in_force(client.until, today),
        areas=[
            {
                "segment": [
                    f"{slot}: {', '.join(sorted(wanted))}"
                    for slot, wanted in sorted(area.segment.items())
                ],
                "regions": sorted(area.regions),
                "products": sorted(area.products),
                "ends": area.until,
                "over": not in_force(area.until, today),
            }
            for area in client.areas[:MOST_AREAS]
        ],
        firms=[
            {"name": firm.name or "", "inn": firm.inn or "", "domain": firm.domain or ""}
            for firm in client.competitors[:MOST_FIRMS]
        ],
        more=max(len(client.competitors) - MOST_FIRMS, 0),
    )
