"""A mapping beside what the CRM has: everything that is missing is named, and made on request."""

from dataclasses import replace

from crm_sync.cards import Entity
from crm_sync.mapping.check import Mismatch, mismatches
from crm_sync.mapping.plan import FieldRule, FunnelRule, Plan
from crm_sync.schema import CrmField, CrmPipeline, CrmSchema, CrmStage, CrmUser, FieldType
from leads.stage import Stage

SCHEMA = CrmSchema(
    fields=(
        CrmField(Entity.LEAD, "KEY", FieldType.TEXT),
        CrmField(Entity.LEAD, "TITLE", FieldType.TEXT),
        CrmField(Entity.LEAD, "SEG", FieldType.CHOICE, options={"1": "A", "2": "B"}),
        CrmField(Entity.LEAD, "ID", FieldType.INTEGER, read_only=True),
    ),
    pipelines=(CrmPipeline("0", "Sales", (CrmStage("NEW", "New"),)),),
    users=(CrmUser("6", "Igor"), CrmUser("7", "Gone", active=False)),
    loss_reasons={"5": "Price"},
)
GOOD = Plan(
    "crm.yaml",
    fields={
        Entity.LEAD: (
            FieldRule("TITLE", "title"),
            FieldRule("SEG", "stage", values={"qualified": "1", "lost": "B"}),
        )
    },
    funnels={"warm": FunnelRule("0", {Stage.QUALIFIED: "NEW"})},
    keys={Entity.LEAD: "KEY"},
    users={2001: "6"},
    loss_reasons={"price": "5"},
)


def said(plan: Plan) -> list[str]:
    return [one.said for one in mismatches(plan, SCHEMA)]


def test_a_mapping_that_fits() -> None:
    assert said(GOOD) == []


def test_everything_that_is_missing_is_named() -> None:
    wrong = replace(
        GOOD,
        fields={
            Entity.LEAD: (
                FieldRule("NO", "fit", type=FieldType.INTEGER, label="Баллы"),
                FieldRule("ID", "fit"),
                FieldRule("SEG", "stage", values={"qualified": "C"}),
            ),
            Entity.CONTACT: (FieldRule("NAME", "name"),),
        },
        funnels={
            "warm": FunnelRule("0", {Stage.QUALIFIED: "OLD"}, {"X": Stage.LOST}),
            "cold": FunnelRule("9", {Stage.LEAD: "NEW"}),
        },
        keys={Entity.LEAD: "KEY2"},
        users={2001: "7"},
        other_user="8",
        loss_reasons={"price": "6"},
    )
    assert said(wrong) == [
        "lead: there is no field 'KEY2'",
        "lead: there is no field 'NO'",
        "lead: the field 'ID' can't be written",
        "lead: the field 'SEG' has no option 'C'",
        "contact: there is no field 'NAME'",
        "funnel warm: there is no stage 'OLD'",
        "funnel warm: there is no stage 'X'",
        "funnel cold: there is no pipeline '9'",
        "loss_reasons: there is no reason '6'",
        "users: nobody active is '7'",
        "users: nobody active is '8'",
    ]
    made = CrmField(Entity.LEAD, "NO", FieldType.INTEGER, "Баллы")
    assert Mismatch("lead: there is no field 'NO'", made) in mismatches(wrong, SCHEMA)
