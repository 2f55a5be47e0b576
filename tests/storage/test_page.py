"""Keys of the page on both databases: links open once, new browsers wait, all can be shut."""

from datetime import timedelta

from leads.page import doors
from leads.page.keys import ASKED_LASTS, LASTS, KeyKind, KeyState, digest_of
from storage.database import Database
from storage.page_visits import PageVisits
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock

MARIA, IGOR = 3001, 2001
SECOND = timedelta(seconds=1)


async def test_a_link_opens_once_and_a_new_browser_waits(database: Database) -> None:
    link = await database.run(lambda uow: doors.invite(uow, MARIA, "ru", START))
    assert link.secret not in repr(link.key), "only the digest is kept"
    came = await database.run(
        lambda uow: doors.come(uow, link.secret, "Chrome, Android", "", START)
    )
    assert came is not None
    assert came.key.state is KeyState.ASKED
    assert (came.key.person, came.key.device, len(came.key.code)) == (MARIA, "Chrome, Android", 2)
    again = await database.run(lambda uow: doors.come(uow, link.secret, "Firefox", "", START))
    assert again is None
    visits = PageVisits(database)
    found = await visits.find(KeyKind.VISIT, digest_of(came.secret))
    assert found == came.key
    assert not came.key.good(START)
    assert came.key.waits(START)
    assert await visits.find(KeyKind.LINK, digest_of(came.secret)) is None, "another kind of key"


async def test_only_the_owner_answers_and_only_in_time(database: Database) -> None:
    for when, person, yes, state in (
        (START, IGOR, True, None),
        (START + ASKED_LASTS, MARIA, True, None),
        (START, MARIA, False, KeyState.REFUSED),
        (START, MARIA, True, KeyState.OPEN),
    ):
        visit = await _waiting(database)
        key = await database.run(lambda uow: doors.answered(uow, visit, person, yes, when))  # noqa: B023
        assert (key.state if key else None) == state
        late = await database.run(lambda uow: doors.answered(uow, visit, MARIA, True, START))  # noqa: B023
        assert (late is None) == (state is not None), "answered once"


async def test_a_known_device_is_not_asked_about_again(database: Database) -> None:
    visit = await database.run(lambda uow: doors.let_in(uow, MARIA, "ru", "Chrome", START))
    device = await database.run(lambda uow: doors.remember(uow, visit.key, START))
    for person, known_by, at, state in (
        (MARIA, device.secret, START, KeyState.OPEN),
        (MARIA, "guessed", START, KeyState.ASKED),
        (IGOR, device.secret, START, KeyState.ASKED),
        (MARIA, device.secret, START + LASTS[KeyKind.DEVICE], KeyState.ASKED),
    ):

        async def work(uow: UnitOfWork) -> KeyState | None:
            link = await doors.invite(uow, person, "ru", at)  # noqa: B023
            came = await doors.come(uow, link.secret, "Chrome", known_by, at)  # noqa: B023
            return came.key.state if came else None

        assert await database.run(work) == state


async def test_links_run_out(database: Database) -> None:
    link = await database.run(lambda uow: doors.invite(uow, MARIA, "ru", START))
    late = START + LASTS[KeyKind.LINK]
    assert await database.run(lambda uow: doors.come(uow, link.secret, "", "", late)) is None
    on_time = late - SECOND
    assert await database.run(lambda uow: doors.come(uow, link.secret, "", "", on_time)) is not None


async def test_everything_of_a_person_is_shut_at_once(database: Database, clock: HandClock) -> None:
    link = await database.run(lambda uow: doors.invite(uow, MARIA, "ru", START))
    visit = await database.run(lambda uow: doors.let_in(uow, MARIA, "ru", "Chrome", START))
    other = await database.run(lambda uow: doors.let_in(uow, IGOR, "ru", "Chrome", START))
    assert await database.run(lambda uow: doors.shut(uow, MARIA)) == 1
    visits = PageVisits(database)
    assert await visits.find(KeyKind.VISIT, digest_of(visit.secret)) is None
    assert await visits.find(KeyKind.VISIT, digest_of(other.secret)) == other.key
    assert await database.run(lambda uow: doors.come(uow, link.secret, "", "", START)) is None
    await database.run(lambda uow: doors.leave(uow, other.key))
    found = await visits.find(KeyKind.VISIT, digest_of(other.secret))
    assert found is not None and not found.good(START)


async def test_what_ran_out_is_swept_away(database: Database) -> None:
    visit = await database.run(lambda uow: doors.let_in(uow, MARIA, "ru", "Chrome", START))
    later = START + timedelta(days=30)
    await database.run(lambda uow: doors.invite(uow, IGOR, "ru", later))
    assert await PageVisits(database).find(KeyKind.VISIT, digest_of(visit.secret)) is None


async def _waiting(database: Database) -> int:
    async def work(uow: UnitOfWork) -> int:
        link = await doors.invite(uow, MARIA, "ru", START)
        came = await doors.come(uow, link.secret, "Chrome", "", START)
        assert came is not None
        return came.key.id

    return await database.run(work)
