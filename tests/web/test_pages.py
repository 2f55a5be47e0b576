"""The pages behind the doors: who sees what, what an address may say, and what answers carry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.web.page.cookies import VISIT
from leads.lead import Lead
from storage.unit_of_work import UnitOfWork
from tests.reports.base.making import MANAGERS
from tests.web.served import MANAGER, Served, served

ANNA, BORIS = list(MANAGERS)[:2]
EVIL = "<script>alert(1)</script>"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    folder: Path = tmp_path_factory.mktemp("page")
    async with served(folder, 150, sales_reports="own", company_name=EVIL) as running:
        yield running


class Browser:
    """Somebody who was let in."""

    def __init__(self, place: Served, http: ClientSession, secret: str) -> None:
        self._place = place
        self._http = http
        self._cookies = {VISIT: secret}

    async def get(
        self, path: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        """Status, text and headers of a page."""
        address = f"{self._place.url}/reports/{path}"
        async with self._http.get(
            address, headers=headers, cookies=self._cookies, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text(), answer.headers


@pytest_asyncio.fixture(loop_scope="module")
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


async def someone(place: Served, http: ClientSession, person: int, locale: str = "ru") -> Browser:
    return Browser(place, http, await place.visit(locale, person))


def counts(text: str) -> list[int]:
    """The first column of the first table."""
    table = text.partition('data-testid="table-steps"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>.*?<td.*?>(.*?)</td>", table, re.DOTALL)
    return [int(re.sub(r"<[^>]+>|\D", "", row)) for row in rows]


@pytest.mark.asyncio(loop_scope="module")
async def test_every_report_opens_in_either_language(place: Served, http: ClientSession) -> None:
    maria = await someone(place, http, MANAGER)
    _, home, _ = await maria.get("r/funnel")
    reports = set(re.findall(r'data-testid="report-(\w+)"', home))
    assert len(reports) > 10
    for number, report in enumerate(sorted(reports)):
        lang = ("ru", "en")[number % 2]
        status, text, _ = await maria.get(f"r/{report}?period=12m&lang={lang}")
        assert status == 200, (report, text)
        assert EVIL not in text, "names are escaped"


@pytest.mark.asyncio(loop_scope="module")
async def test_every_figure_leads_to_as_many_cases(place: Served, http: ClientSession) -> None:
    maria = await someone(place, http, MANAGER)
    _, text, _ = await maria.get("r/funnel?period=all")
    links = re.findall(r'<a href="/reports/(r/funnel/behind[^"]+)">([\d ]+)</a>', text)
    assert len(links) > 20
    for link, shown in links[:12]:
        status, cases, _ = await maria.get(link.replace("&amp;", "&"))
        assert status == 200
        assert f"Всего {shown}" in cases
        assert cases.count('data-testid="case"') == int(shown.replace(" ", ""))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_salesperson_sees_their_own_leads_alone(place: Served, http: ClientSession) -> None:
    maria, anna = await someone(place, http, MANAGER), await someone(place, http, ANNA)
    _, own, _ = await anna.get("r/funnel?period=all")
    _, hers, _ = await maria.get(f"r/funnel?period=all&manager={ANNA}")
    _, wider, _ = await anna.get(f"r/funnel?period=all&manager={BORIS}")
    _, everybody, _ = await maria.get("r/funnel?period=all")
    assert counts(own) == counts(hers) == counts(wider)
    assert counts(everybody)[0] > counts(own)[0] > 0
    assert "только ваши лиды" in own
    assert 'data-testid="report-managers"' not in own
    assert (await anna.get("r/managers"))[0] == 400
    behind = "behind?table=steps&row=enquiries&column=stage_reached&period=all"
    assert (await anna.get(f"r/managers/{behind}"))[0] == 400

    async def owned(uow: UnitOfWork) -> dict[int | None, Lead]:
        leads = [await uow.leads.get(number) for number in range(1, 60)]
        return {lead.owner_id: lead for lead in leads if lead}

    leads = await place.app.database.run(owned)
    for lead, status in ((leads[ANNA], 200), (leads[BORIS], 404)):
        assert (await anna.get(f"lead/{lead.id}"))[0] == status
        assert (await maria.get(f"lead/{lead.id}"))[0] == 200


@pytest.mark.asyncio(loop_scope="module")
async def test_a_stranger_sees_nothing(place: Served, http: ClientSession) -> None:
    for secret in ("", "guessed", "х" * 500):
        nobody = Browser(place, http, secret)
        for path in ("", "r/funnel", "lead/1", "stamp"):
            status, text, _ = await nobody.get(path)
            assert status == 403
            assert "/page" in text
    outsider = Browser(place, http, await place.visit("ru", 77))
    assert (await outsider.get("r/funnel"))[0] == 403, "let in once, and no right any more"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("r/nothing", 400, "Такого отчёта нет"),
        ("r/funnel?period=9m", 400, "Такого периода нет"),
        ("r/funnel?from=2026-03-01", 400, "Конец периода"),
        ("r/funnel?temperature=hot", 400, "холодные и тёплые"),
        ("r/funnel/behind?table=steps&row=none&column=paid", 400, "Такой цифры"),
        ("r/funnel/behind", 400, "Такой цифры"),
        ("lead/0", 404, "Такого лида нет"),
        ("lead/99999999999999999999", 404, "Такого лида нет"),
        ("lead/abc", 404, "Такого лида нет"),
        ("r/funnel?period=all&product=%3Cscript%3E", 200, "&lt;script&gt;"),
    ],
)
async def test_a_wrong_address_is_told_what_is_wrong(
    place: Served, http: ClientSession, path: str, status: int, says: str
) -> None:
    maria = await someone(place, http, MANAGER)
    got, text, _ = await maria.get(path)
    assert got == status
    assert says in text


@pytest.mark.asyncio(loop_scope="module")
async def test_an_unchanged_page_is_not_sent_again(place: Served, http: ClientSession) -> None:
    maria = await someone(place, http, MANAGER)
    _, text, headers = await maria.get("r/funnel")
    assert f'data-now="{headers["Page-Stamp"]}"' in text
    status, nothing, again = await maria.get("r/funnel", {"If-None-Match": headers["ETag"]})
    assert (status, nothing) == (304, "")
    assert again["Page-Stamp"] == headers["Page-Stamp"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+ (style|on\w+)=", text), "the policy would refuse it"
    assert not re.search(r"""(src|href)="(https?:)?//""", text), "nothing comes from elsewhere"


@pytest.mark.asyncio(loop_scope="module")
async def test_that_somebody_looked_is_kept_once_a_visit(
    place: Served, http: ClientSession
) -> None:
    async def looks(uow: UnitOfWork) -> int:
        return sum(fact.kind == "lead_seen" for fact in await uow.events.history(3))

    before = await place.app.database.run(looks)
    maria = await someone(place, http, MANAGER)
    await asyncio.gather(maria.get("lead/3"))
    await maria.get("lead/3")
    assert await place.app.database.run(looks) == before + 1
