"""Funnels as data: the shipped file, and what a broken one is told."""

import copy
from typing import Any

import pytest
from ruamel.yaml import YAML

from leads.funnels import BadFunnel, read_funnels
from leads.stage import Stage
from tests.leads.samples import FUNNEL_FILE, funnels

Raw = dict[str, Any]


def shipped() -> Raw:
    raw: Raw = YAML(typ="safe").load(FUNNEL_FILE.read_text(encoding="utf-8"))
    return copy.deepcopy(raw)


def test_the_shipped_roads_are_those_of_the_glossary() -> None:
    roads = {name: [stage.value for stage in funnel.order] for name, funnel in funnels().items()}
    assert roads["warm"] == [
        *("enquiry", "lead", "qualified", "brief", "key_stage", "proposal", "contract", "payment")
    ]
    assert roads["repeat"] == ["planned", "offered", "contract", "payment"]
    assert roads["cold"][0] == "lead"


def test_the_key_stage_is_configurable() -> None:
    raw = shipped()
    raw["warm"]["key_stage"] = "measurement"
    assert read_funnels(raw)["warm"].key_stage_name == "measurement"


@pytest.mark.parametrize(
    ("where", "value", "says"),
    [
        (("warm",), None, "warm must be a table"),
        (("warm", "stages"), "enquiry", "must be a list"),
        (("warm", "stages"), [], "last stage must be payment"),
        (("warm", "stages"), [{"stage": "lead"}], "last stage must be payment"),
        (("warm", "stages"), [{"stage": "payment"}, {"stage": "payment"}], "listed twice"),
        (("warm", "stages"), [{"stage": "lost"}, {"stage": "payment"}], "under off_ramps"),
        (("warm", "stages"), [{"stage": "won"}, {"stage": "payment"}], "no stage 'won'"),
        (("warm", "stages"), [{"task": "x"}], "has no name"),
        (("warm", "stages"), [{"stage": "payment", "days": True}], "whole number"),
        (("warm", "stages"), [{"stage": "payment", "days": -1}], "whole number"),
        (("warm", "stages"), [{"stage": "payment", "dayz": 1}], "unknown key 'dayz'"),
        (("warm", "off_ramps"), [{"stage": "brief"}], "is no off-ramp"),
        (("warm", "key_stage"), 5, "must be a word"),
        (("warm", "stagez"), [], "unknown key 'stagez'"),
        (("warm", "also"), {"lead": ["won"]}, "no stage 'won'"),
    ],
)
def test_a_broken_file_is_told_what_to_mend(
    where: tuple[str, ...], value: object, says: str
) -> None:
    raw = shipped()
    inner = raw
    for name in where[:-1]:
        inner = inner[name]
    inner[where[-1]] = value
    with pytest.raises(BadFunnel, match=says):
        read_funnels(raw)


@pytest.mark.parametrize("raw", [None, [], "warm", 5])
def test_what_is_no_table_is_refused(raw: object) -> None:
    with pytest.raises(BadFunnel):
        read_funnels(raw)


def test_every_funnel_of_the_product_must_be_there() -> None:
    raw = shipped()
    del raw["repeat"]
    with pytest.raises(BadFunnel, match="'repeat' is missing"):
        read_funnels(raw)


def test_every_road_ends_in_payment() -> None:
    assert all(funnel.order[-1] is Stage.PAYMENT for funnel in funnels().values())
