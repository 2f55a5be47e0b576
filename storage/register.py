"""The register of products and campaigns, and the visits that campaigns bring."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, Table, bindparam, exists, func, select

from leads.catalogue import Campaign, Product
from leads.lead import Temperature
from leads.linking.making import Brought, MadeLink
from leads.stage import ROAD, Stage
from leads.visit import Visit
from storage.figures import NO_DUPLICATES
from storage.scope import Scope
from storage.tables import campaigns, lead_stages, leads, products, visits
from storage.writing import Row

_PRODUCTS = select(products).order_by(products.c.id)
_CAMPAIGNS = select(campaigns).order_by(campaigns.c.code)


def _by_link(table: Table) -> Select[Any]:
    """How many rows each of some links brought."""
    code = table.c.campaign
    these = code.in_(bindparam("codes", expanding=True))
    return select(code, func.count().label("many")).where(these).group_by(code)


_VISITS, _ENQUIRIES = _by_link(visits), _by_link(leads).where(NO_DUPLICATES)


def _reached(stage: Stage) -> Select[Any]:
    """How many of a link's leads came to the stage or to a later one of the road."""
    later = [one.value for one in ROAD[ROAD.index(stage) :]]
    came = exists().where(lead_stages.c.lead_id == leads.c.id, lead_stages.c.stage.in_(later))
    return _ENQUIRIES.where(came)


_PRODUCT = select(products.c.id).where(products.c.id == bindparam("id"))
_MADE = select(campaigns).where(campaigns.c.made_at.is_not(None)).order_by(campaigns.c.made_at)
_MADE_CODE = _MADE.where(campaigns.c.code == bindparam("code"))
_MADE_PARTNER = _MADE.where(campaigns.c.partner == bindparam("partner"))
_QUALIFIED, _SALES = _reached(Stage.QUALIFIED), _reached(Stage.PAYMENT)
_CAMPAIGN = select(campaigns.c.code).where(campaigns.c.code == bindparam("code"))


class Products:
    """What is sold, as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def all(self) -> list[Product]:
        """Every product, inactive ones too."""
        return [
            Product(id=row["id"], name=row["name"], active=row["active"])
            for row in await self._scope.fetch(_PRODUCTS, {})
        ]

    async def put(self, product: Product) -> None:
        """Write a product, new or known."""
        row: Row = {"name": dict(product.name), "active": product.active}
        if await self._scope.scalar(_PRODUCT, {"id": product.id}) is None:
            self._scope.insert(products, product.id, {"id": product.id, **row})
        else:
            self._scope.update(products, product.id, row)


class Campaigns:
    """Where people come from, as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def all(self) -> list[Campaign]:
        """Every campaign."""
        return [_campaign_from(row) for row in await self._scope.fetch(_CAMPAIGNS, {})]

    async def made(self) -> list[MadeLink]:
        """Every link that was made, the oldest first."""
        return [_made_from(row) for row in await self._scope.fetch(_MADE, {})]

    async def made_with(self, code: str) -> Campaign | None:
        """The campaign of the link that was made with that code."""
        rows = await self._scope.fetch(_MADE_CODE, {"code": code})
        return _campaign_from(rows[0]) if rows else None

    async def of_partner(self, partner: str) -> MadeLink | None:
        """The link of a partner."""
        rows = await self._scope.fetch(_MADE_PARTNER, {"partner": partner})
        return _made_from(rows[0]) if rows else None

    async def brought_by(self, code: str) -> Brought:
        """What a link has brought so far."""
        return (await self.brought([code]))[code]

    async def brought(self, codes: Collection[str]) -> Mapping[str, Brought]:
        """What each of these links has brought so far."""
        these = {"codes": list(codes)}
        found = [
            {row["campaign"]: int(row["many"]) for row in await self._scope.fetch(one, these)}
            for one in (_VISITS, _ENQUIRIES, _QUALIFIED, _SALES)
        ]
        return {code: Brought(*(counts.get(code, 0) for counts in found)) for code in codes}

    async def add_made(self, link: MadeLink) -> None:
        """Keep a link that was made."""
        row = {
            "code": link.campaign.code,
            **_campaign_row(link.campaign),
            "partner": link.partner,
            "made_at": link.made_at,
            "made_by": link.by,
        }
        self._scope.insert(campaigns, link.campaign.code, row)

    async def put(self, campaign: Campaign) -> None:
        """Write a campaign, new or known by its code."""
        row = _campaign_row(campaign)
        if await self._scope.scalar(_CAMPAIGN, {"code": campaign.code}) is None:
            unmade: Row = {"partner": None, "made_at": None, "made_by": None}
            self._scope.insert(campaigns, campaign.code, {"code": campaign.code, **row, **unmade})
        else:
            self._scope.update(campaigns, campaign.code, row)


class Visits:
    """Traffic, as one work writes it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, visit: Visit) -> None:
        """Write a visit."""
        number = await self._scope.number(visits)
        self._scope.insert(
            visits,
            number,
            {
                "id": number,
                "contact_id": visit.contact_id,
                "channel": visit.channel,
                "campaign": visit.campaign,
                "start_parameter": visit.start_parameter,
                "at": visit.at,
            },
        )


def _campaign_row(campaign: Campaign) -> Row:
    return {
        "channel": campaign.channel,
        "name": campaign.name,
        "product": campaign.product,
        "temperature": campaign.temperature.value,
        "quiz": campaign.quiz,
    }


def _campaign_from(row: Mapping[Any, Any]) -> Campaign:
    return Campaign(
        code=row["code"],
        channel=row["channel"],
        name=row["name"],
        product=row["product"],
        temperature=Temperature(row["temperature"]),
        quiz=row["quiz"],
    )


def _made_from(row: Mapping[Any, Any]) -> MadeLink:
    return MadeLink(_campaign_from(row), row["made_at"], row["made_by"], row["partner"])
