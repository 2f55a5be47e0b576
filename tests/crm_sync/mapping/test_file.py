"""A mapping file is read strictly: every mistake with its line, nothing guessed."""

from pathlib import Path

import pytest

from bot.app.files import load_funnels
from crm_sync.cards import Entity, Place
from crm_sync.mapping.file import load_plan, read_plan
from crm_sync.mapping.plan import FieldRule, Mode, Plan
from crm_sync.schema import FieldType
from crm_sync.strict_file import BadCrmFile, Source
from leads.stage import Stage

OURS = load_funnels()
GOOD = """
keys: {lead: UF_KEY, contact: UF_KEY}
fields:
  lead:
    - {to: title, from: title, mode: if_new}
    - {to: UF_FIT, from: fit, type: integer, label: Соответствие}
    - {to: UF_GOAL, from: brief.goal, mode: if_empty}
    - {to: UF_PRODUCT, from: product_id, values: {crm: 45, seo: 46}}
    - {to: sourceId, value: WEB, mode: if_new}
  contact:
    - {to: PHONE, from: phone, mode: append}
  company:
    - {to: title, from: name, mode: never_after_human}
funnels:
  repeat:
    pipeline: 3
    stages:
      planned: NEW
      offered: 17
      contract: 18
      payment: 142
      not_yet: null
      disqualified: 143
      thinking: 19
      waiting: 19
      lost: 143
      referred: null
    back: {20: thinking}
users:
  by_telegram: {2001: 6}
  otherwise: 1
loss_reasons: {price: 7323}
"""


def read(text: str) -> Plan:
    return read_plan(Source(text, "crm.yaml"), OURS)


def mistakes(text: str) -> list[str]:
    with pytest.raises(BadCrmFile) as caught:
        read(text)
    return str(caught.value).splitlines()


def test_a_good_file_says_everything() -> None:
    plan = read(GOOD)
    fit = FieldRule("UF_FIT", "fit", type=FieldType.INTEGER, label="Соответствие")
    assert fit in plan.rules(Entity.LEAD)
    assert plan.keys == {Entity.LEAD: "UF_KEY", Entity.CONTACT: "UF_KEY"}
    assert [rule.mode for rule in plan.rules(Entity.COMPANY)] == [Mode.NEVER_AFTER_HUMAN]
    product = plan.rules(Entity.LEAD)[3]
    assert product.read({"product_id": "crm"}) == "45"
    assert product.read({"product_id": "new"}) is None
    assert plan.rules(Entity.LEAD)[4].read({}) == "WEB"


def test_stages_go_there_and_back() -> None:
    plan = read(GOOD)
    assert plan.place_of("repeat", Stage.LOST, "price") == Place("143", "3", "7323")
    assert plan.place_of("repeat", Stage.NOT_YET, None) is None
    assert plan.place_of("warm", Stage.LOST, None) is None
    assert plan.stage_of("repeat", Place("142", "3")) is Stage.PAYMENT
    assert plan.stage_of("repeat", Place("19", "3")) is Stage.THINKING, "the first in the file"
    assert plan.stage_of("repeat", Place("20", "3")) is Stage.THINKING
    assert plan.stage_of("repeat", Place("99", "3")) is Stage.UNKNOWN
    assert plan.stage_of("repeat", Place("142", "4")) is Stage.UNKNOWN
    assert plan.stage_of("warm", Place("142", None)) is Stage.PAYMENT


def test_people_and_reasons_go_there_and_back() -> None:
    plan = read(GOOD)
    assert [plan.user_of(one) for one in (2001, 5, None)] == ["6", "1", None]
    assert plan.member_of("6") == 2001
    assert plan.member_of("7") is None
    assert plan.reason_of("7323") == "price"
    assert plan.reason_of("8") == "8"


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ("mode: if_new}", "mode: sometimes}", 5, "mode"),
        ("from: fit,", "from: fitt,", 6, "did you mean 'fit'?"),
        ("{to: title, from: title, mode: if_new}", "{to: UF_FIT, from: title}", 6, "filled twice"),
        ("value: WEB,", "value: WEB, from: title,", 9, "either"),
        ("from: brief.goal", "from: brief.", 7, "there is no 'brief.'"),
        ("users:", "people:", 29, "people"),
        ("      lost: 143\n", "", 17, "'lost'"),
        ("      offered: 17\n", "", 17, "'offered'"),
        ("      lost: 143\n", "      lost: 143\n      qualified: 5\n", 27, "no stage 'qualified'"),
        ("back: {20: thinking}", "back: {20: asleep}", 28, "back.20"),
        ("  repeat:\n    pipeline", "  again:\n    pipeline", 15, "there is no 'again'"),
        ("loss_reasons: {price: 7323}", "loss_reasons: {price: []}", 32, "price"),
        ("keys: {lead: UF_KEY,", "keys: {lead: UF_KEY, lead: X,", 2, "duplicate"),
    ],
)
def test_a_mistake_is_told_with_its_line(was: str, now: str, line: int, said: str) -> None:
    assert was in GOOD
    told = mistakes(GOOD.replace(was, now, 1))
    assert any(one.startswith(f"crm.yaml:{line}:") and said in one for one in told), told


def test_every_mistake_is_told_at_once() -> None:
    broken = GOOD.replace("from: fit,", "from: fitt,").replace("from: phone", "from: fone")
    assert len(mistakes(broken)) == 2


@pytest.mark.parametrize("text", ["", "[]", "a: [", "fields: 5", "\t", "fields: &a {lead: *a}"])
def test_no_mapping_is_refused(text: str) -> None:
    assert mistakes(text)


def test_a_file_is_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "crm.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_plan(path, OURS).name == str(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadCrmFile, match="UTF-8"):
        load_plan(path, OURS)
    with pytest.raises(BadCrmFile, match="CRM_FILE"):
        load_plan(tmp_path / "nowhere.yaml", OURS)
    path.write_bytes(b"#" * 600_000)
    with pytest.raises(BadCrmFile, match="larger"):
        load_plan(path, OURS)
