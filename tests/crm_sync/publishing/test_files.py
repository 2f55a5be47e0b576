"""What a person sent lies beside their card, once; what can't go there is named in a note."""

from typing import Any

import pytest

from crm_sync.adapters.memory import MemoryCrm
from crm_sync.adapters.memory_state import Failure
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmFile, CrmNote
from crm_sync.errors import Kind
from crm_sync.publishing import files
from crm_sync.publishing.files import NotFetched
from crm_sync.publishing.publisher import Done, Later
from tests.crm_sync.publishing.test_publisher import Desk


class NoFiles(MemoryCrm):
    capabilities = MemoryCrm.capabilities & ~Capability.FILES


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.lead()
    made.files.rows["id-55"] = b"%PDF plan"
    return made


async def tell(desk: Desk) -> Any:
    return await desk.deliver(kind="crm_file", message=55, mark="message-55")


def lying(desk: Desk) -> list[Any]:
    return [one.what for one in desk.state.beside]


async def test_it_is_there_once_and_fetched_once(desk: Desk) -> None:
    for _ in range(2):
        assert await tell(desk) == Done()
    key = "prequal-file-7-message-55"
    assert lying(desk) == [CrmFile(key, "plan-55.pdf", "application/pdf", b"%PDF plan")]
    assert desk.files.fetched == ["id-55"]


async def test_a_lost_answer_leaves_one(desk: Desk) -> None:
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "add_file", done=True))
    assert isinstance(await tell(desk), Later)
    assert await tell(desk) == Done()
    assert len(lying(desk)) == 1


async def test_what_is_not_fetched_now_is_fetched_later_and_the_crm_is_not_blamed(
    desk: Desk,
) -> None:
    desk.files.failures.append(NotFetched("no line"))
    assert await tell(desk) == Later(
        "unavailable: a file was not fetched: no line", files.TRY_AGAIN
    )
    assert desk.alarms == []
    assert await tell(desk) == Done()
    assert isinstance(lying(desk)[0], CrmFile)


async def test_what_is_too_large_or_gone_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 4)
    for _ in range(2):
        assert await tell(desk) == Done()
    (note,) = lying(desk)
    assert isinstance(note, CrmNote)
    assert note.text == "plan-55 is here"


async def test_a_crm_without_files_gets_a_note_and_nothing_is_fetched() -> None:
    desk = Desk(NoFiles)
    desk.lead()
    assert await tell(desk) == Done()
    assert [one.text for one in lying(desk)] == ["plan-55 is here"]
    assert desk.files.fetched == []
