"""/quiz, answer by answer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.reports.base.recount.figures import (
    LEFT_OUT,
    NOTHING,
    SIZE,
    Figures,
    Wanted,
    day_of,
    leads_of,
    middle,
    part,
    within,
)
from tests.reports.base.rows import Rows


def begun(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """The conversations of the period."""
    talks = base.frame("sessions")
    state = pd.DataFrame(talks.state.tolist(), index=talks.index)
    started = pd.to_datetime(state.started_at, format="ISO8601", utc=True)
    talks = talks.assign(
        began=(started.astype("datetime64[us, UTC]").astype("int64")).astype("Int64"),
        version=state.version,
        step=state.step,
    )
    if wanted.product or wanted.channel or wanted.temperature or wanted.manager:
        talks = talks[talks.lead_id.isin(leads_of(base, wanted).id)]
    return talks[within(talks.began, wanted)]


def answers(base: Rows, talks: pd.DataFrame) -> pd.DataFrame:
    """The first answer to each question of these conversations, with how long it took."""
    facts = base.frame("events")
    facts = facts[facts.kind == "answer_given"]
    said = facts.assign(question=facts.details.str["step"])[["lead_id", "at", "id", "question"]]
    found = said.merge(
        talks[["id", "lead_id", "began"]], on="lead_id", suffixes=("", "_talk")
    ).sort_values(["id_talk", "at", "id"])
    found = found[found["at"] >= found.began].drop_duplicates(["id_talk", "question"])
    before = found.groupby("id_talk")["at"].shift()
    return found.assign(took=found["at"] - before.fillna(found.began))


def quiz(base: Rows, wanted: Wanted) -> Figures:
    """Versions, and the questions of each."""
    wanted = wanted.or_months(3, day_of(base.frame("leads").enquired_at.min()))
    talks = begun(base, wanted)
    said = answers(base, talks)
    found: Figures = {SIZE: (len(talks), None), LEFT_OUT: (0, None)}
    for version, those in [*talks.groupby("version"), ("all", talks)]:
        name = "all" if version == "all" else f"quiz@{version}"
        finished = those[those.status == "finished"]
        last = said.groupby("id_talk")["at"].max().reindex(finished.id)
        span = middle(last.to_numpy() - finished.began.to_numpy())
        place = ("versions", name)
        found[*place, "quiz_begun"] = (len(those), None)
        found[*place, "quiz_finished"] = part(len(finished), len(those))
        found[*place, "quiz_took"] = NOTHING if span is None else (span, len(finished))
        if version != "all":
            here = said[said.id_talk.isin(those.id)]
            for question, figures in _of_questions(those, here).items():
                for column, figure in figures.items():
                    found[name, f"quiz.{question}", column] = figure
    return found


def _of_questions(
    talks: pd.DataFrame, said: pd.DataFrame
) -> dict[str, dict[str, tuple[Any, int | None]]]:
    found = {}
    for question in {*said.question, *talks.step.dropna()}:
        answered = said[said.question == question]
        standing = talks[(talks.step == question) & ~talks.id.isin(answered.id_talk)]
        span = middle(answered.took)
        asked = len(answered) + len(standing)
        found[question] = {
            "quiz_asked": (asked, None),
            "quiz_answered": (len(answered), None),
            "quiz_left": part(len(standing), asked),
            "question_took": NOTHING if span is None else (span, len(answered)),
        }
    return found
