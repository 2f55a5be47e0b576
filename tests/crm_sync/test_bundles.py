"""New leads written kind by kind: what a call refuses or leaves in doubt doubles and loses none."""

from collections.abc import Mapping, Sequence

from crm_sync.bundles import card_by_card, kind_by_kind
from crm_sync.cards import Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import CrmAmbiguous, CrmError, CrmNotFound

GONE = CrmRef(Entity.COMPANY, "gone")


class Shop:
    """A CRM that takes all cards of a call or none; where a company is gone it finds nothing."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.breaks_at: Entity | None = None

    async def create(
        self, entity: Entity, cards: Mapping[int, Card], made: Sequence[Made]
    ) -> Mapping[int, CrmRef]:
        if any(made[number].get(Entity.COMPANY) == GONE for number in cards):
            raise CrmNotFound("there is no such company")
        self.made += [card.key for card in cards.values()]
        if entity is self.breaks_at:
            raise CrmAmbiguous("the line broke")
        return {number: CrmRef(entity, card.key) for number, card in cards.items()}

    async def apart(self, bundle: Bundle) -> Made:
        return await card_by_card(bundle, self._write)

    async def _write(self, card: Card, made: Made) -> CrmRef:
        return card.ref or (await self.create(card.entity, {0: card}, [made]))[0]


def bundle(number: int, company: CrmRef | None = None) -> Bundle:
    return Bundle(
        lead=Card(Entity.LEAD, f"lead-{number}"),
        delivery=str(number),
        contact=Card(Entity.CONTACT, f"contact-{number}"),
        company=Card(Entity.COMPANY, f"company-{number}", ref=company),
    )


async def test_a_company_that_is_gone_holds_back_no_other_lead() -> None:
    shop = Shop()
    bundles = [bundle(1), bundle(2, GONE), bundle(3, CrmRef(Entity.COMPANY, "there"))]
    first, second, third = await kind_by_kind(bundles, shop.create, shop.apart)
    assert isinstance(second, CrmNotFound)
    for number, outcome in ((1, first), (3, third)):
        assert not isinstance(outcome, CrmError)
        assert outcome[Entity.LEAD].id == f"lead-{number}"
    made = ["company-1", "contact-1", "contact-3", "lead-1", "lead-3"]
    assert sorted(shop.made) == made, "each once"


async def test_a_lost_answer_says_what_is_there_and_what_was_not_begun() -> None:
    shop = Shop()
    shop.breaks_at = Entity.CONTACT
    outcomes = await kind_by_kind([bundle(1), bundle(2)], shop.create, shop.apart)
    for number, outcome in enumerate(outcomes, start=1):
        assert isinstance(outcome, CrmAmbiguous)
        assert outcome.made == {Entity.COMPANY: CrmRef(Entity.COMPANY, f"company-{number}")}
        assert outcome.untried == {Entity.LEAD}
    assert not any(key.startswith("lead") for key in shop.made)
