"""One account's HTTP: failures by the table, nothing followed, nobody inside, no secret told."""

import logging
import socket
import traceback
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from crm_sync.capabilities import Limits
from crm_sync.errors import (
    CrmAmbiguous,
    CrmConfigError,
    CrmError,
    CrmRateLimited,
    CrmRejected,
    CrmUnavailable,
    Kind,
)
from crm_sync.transport import LONGEST_WAIT, Answer, Call, Fault, Transport, foreign, plain_fault
from crm_sync.wire.guard import is_public
from crm_sync.wire.masking import MASK, Mask
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter
from tests.crm_sync.emulators.base import Emulator, json_fault
from tests.crm_sync.emulators.base import Fault as Mishap
from tests.crm_sync.rig import START, HandClock

SECRET = "s3cret/token=+"
LIMITS = Limits(rate=100, burst=100, timeout=60.0)


class Echo(Emulator):
    def routes(self) -> Iterable[web.RouteDef]:
        return [web.route("*", "/{rest:.*}", self._echo)]

    async def _echo(self, request: web.Request) -> web.Response:
        return web.json_response({"path": request.path, "query": dict(request.query)})


@pytest.fixture
async def crm() -> AsyncIterator[Echo]:
    echo = Echo()
    await echo.start()
    yield echo
    await echo.stop()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def transport(clock: HandClock) -> AsyncIterator[Transport]:
    made = transport_of(clock, private=True)
    yield made
    await made.aclose()


def transport_of(clock: HandClock, *, private: bool) -> Transport:
    limiter = PacedLimiter("main", LIMITS, MemoryPaces(), clock, clock.sleep)
    return Transport(LIMITS, limiter, Mask([SECRET]), clock.now, private=private)


def write(crm: Emulator, **changes: Any) -> Call:
    return Call("lead.add", "POST", f"{crm.url}/{SECRET}/lead", json={"a": 1}, **changes)


async def failure(transport: Transport, call: Call, **how: Any) -> CrmError:
    with pytest.raises(CrmError) as caught:
        await transport.send(call, **how)
    return caught.value


async def test_an_answer_comes_back(transport: Transport, crm: Echo) -> None:
    answer = await transport.send(Call("user.get", "GET", f"{crm.url}/x", query={"a": "я b"}))
    assert answer.json() == {"path": "/x", "query": {"a": "я b"}}


@pytest.mark.parametrize(
    ("status", "repeatable", "kind"),
    [
        (302, False, Kind.CONFIG),
        (400, False, Kind.REJECTED),
        (401, False, Kind.AUTH),
        (402, False, Kind.CONFIG),
        (403, False, Kind.AUTH),
        (404, False, Kind.NOT_FOUND),
        (408, False, Kind.AMBIGUOUS),
        (422, False, Kind.REJECTED),
        (429, False, Kind.RATE_LIMITED),
        (500, False, Kind.AMBIGUOUS),
        (500, True, Kind.UNAVAILABLE),
        (503, False, Kind.UNAVAILABLE),
        (504, False, Kind.AMBIGUOUS),
    ],
)
async def test_a_status_means_one_kind_of_failure(
    transport: Transport, crm: Echo, status: int, repeatable: bool, kind: Kind
) -> None:
    crm.faults.append(json_fault(status, {}, Location="/elsewhere"))
    error = await failure(transport, write(crm, repeatable=repeatable))
    assert error.kind is kind
    assert error.status == status
    assert len(crm.calls) == 1, "nothing is followed or repeated here"


async def test_an_adapter_knows_its_own_statuses_better(transport: Transport, crm: Echo) -> None:
    crm.faults.append(json_fault(403, {}))
    error = await failure(transport, write(crm), statuses={403: Kind.RATE_LIMITED})
    assert isinstance(error, CrmRateLimited)


async def test_an_error_may_hide_in_a_good_answer(transport: Transport, crm: Echo) -> None:
    def explain(call: Call, answer: Answer) -> Fault | None:
        return Fault(Kind.REJECTED, f"no such field, said {SECRET}", "E1", "phone")

    error = await failure(transport, write(crm), explain=explain)
    assert isinstance(error, CrmRejected)
    assert (error.code, error.field) == ("E1", "phone")
    assert MASK in str(error)


@pytest.mark.parametrize(
    ("mishap", "repeatable", "expected"),
    [
        (Mishap(lost=True), False, CrmAmbiguous),
        (Mishap(dropped=True), False, CrmAmbiguous),
        (Mishap(lost=True), True, CrmUnavailable),
    ],
)
async def test_a_broken_line_leaves_writing_in_doubt(
    transport: Transport, crm: Echo, mishap: Mishap, repeatable: bool, expected: type[CrmError]
) -> None:
    crm.faults.append(mishap)
    assert type(await failure(transport, write(crm, repeatable=repeatable))) is expected


async def test_a_silent_crm_is_in_doubt_after_the_time_limit(clock: HandClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        limiter = PacedLimiter("main", LIMITS, MemoryPaces(), clock, clock.sleep)
        quick = Limits(rate=100, timeout=0.05)
        transport = Transport(quick, limiter, Mask(), clock.now, private=True)
        call = Call("lead.add", "POST", f"http://127.0.0.1:{port}/")
        assert isinstance(await failure(transport, call), CrmAmbiguous)
        await transport.aclose()


async def test_nobody_there_means_nothing_was_done(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    call = Call("lead.add", "POST", f"http://127.0.0.1:{port}/")
    assert isinstance(await failure(transport, call), CrmUnavailable)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("Mon, 02 Mar 2026 09:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_a_wait_is_read_in_every_form(said: str, seconds: float | None) -> None:
    assert Answer(429, {"retry-after": said}, b"").retry_after(START) == seconds


@pytest.mark.parametrize(
    ("told", "kept"), [(1e400, LONGEST_WAIT), (-5.0, 0.0), (float("nan"), 0.0), (7.0, 7.0)]
)
async def test_an_impossible_wait_is_not_believed(
    transport: Transport, crm: Echo, told: float, kept: float
) -> None:
    crm.faults.append(json_fault(429, {}))
    error = await failure(transport, write(crm), explain=lambda *_: Fault(retry_after=told))
    assert isinstance(error, CrmRateLimited)
    assert error.retry_after == kept


@pytest.mark.parametrize(
    ("body", "good"), [(b"", True), (b"true", True), (b" null\n", True), (b"<html>", False)]
)
def test_what_is_no_json_comes_from_somebody_else(body: bytes, good: bool) -> None:
    assert (foreign(Answer(200, {}, body)) is None) == good


async def test_a_named_wait_holds_for_every_worker(
    transport: Transport, crm: Echo, clock: HandClock
) -> None:
    crm.faults.append(json_fault(429, {}, Retry_After="7"))
    await failure(transport, write(crm))
    await transport.send(write(crm))
    assert clock.now() == START + timedelta(seconds=7)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://crm.example/", "https"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://localhost/", "private"),
        ("ftp://crm.example/", "no web address"),
    ],
)
async def test_nobody_inside_is_called(clock: HandClock, url: str, said: str) -> None:
    transport = transport_of(clock, private=False)
    error = await failure(transport, Call("check", "GET", url))
    assert isinstance(error, CrmConfigError)
    assert said in str(error)
    await transport.aclose()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("::ffff:8.8.8.8", True),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_no_secret_is_told(
    transport: Transport, crm: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    crm.faults += [Mishap(lost=True), json_fault(500, {}), json_fault(302, {}, Location=SECRET)]
    for _ in range(3):
        error = await failure(transport, write(crm))
        assert SECRET not in "".join(traceback.format_exception(error)) + repr(vars(error))
    assert SECRET not in caplog.text


def test_a_secret_is_masked_in_the_forms_of_addresses() -> None:
    mask = Mask([SECRET, ""])
    mask.learn("newtoken")
    assert mask(f"a {SECRET} b s3cret%2Ftoken%3D%2B c newtoken") == f"a {MASK} b {MASK} c {MASK}"
    assert mask("nothing") == "nothing"


def test_by_default_the_status_decides() -> None:
    call = Call("x", "GET", "https://crm.example")
    assert plain_fault(call, Answer(204, {}, b"")) is None
    assert plain_fault(call, Answer(404, {}, b"")) == Fault()
    assert Answer(200, {}, b"<html>").json() is None
    assert Answer(200, {}, b"[1]").table() == {}
