"""The benchmark's targets bite: a worse card, or a signal where there is none, is reported."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import scoring
from benchmarks.scoring import folded, judge
from benchmarks.scoring_sets import View, views
from dialogs.calibration.history import Floats, History, history
from dialogs.calibration.measures import Quality

GOOD = Quality(auc=0.85, log_loss=0.5, brier=0.16, top=0.9)
DEALS = 120


def view(name: str) -> View:
    """Deals that `source` tells well."""
    cells = [{"source": "ad" if at % 3 else "friend", "noise": str(at % 4)} for at in range(DEALS)]
    won = [at % 3 == 0 or at % 20 == 1 for at in range(DEALS)]
    return View(name, cells, history(cells, won), np.arange(DEALS) % 5, None)


@pytest.mark.parametrize(
    ("card", "missed"),
    [
        (GOOD, []),
        (replace(GOOD, auc=0.82), ["b2b: AUC"]),
        (replace(GOOD, log_loss=0.54), ["b2b: log-loss"]),
        (replace(GOOD, top=0.87), ["b2b: top 20 %"]),
    ],
)
def test_a_worse_card_is_reported(card: Quality, missed: list[str]) -> None:
    assert judge(view("b2b"), {"card": card, "gbm": GOOD}) == missed


def test_log_loss_above_the_base_rate_is_reported_whatever_boosting_has() -> None:
    bad = replace(GOOD, log_loss=0.9)
    assert judge(view("b2b"), {"card": bad, "gbm": bad}) == ["b2b: log-loss"]


def test_a_signal_in_the_set_without_one_is_reported() -> None:
    nothing = replace(GOOD, auc=0.5)
    assert judge(view("maven"), {"card": nothing, "gbm": nothing}) == ["maven: signal"]


def test_every_fold_is_judged_by_a_model_that_saw_only_the_others() -> None:
    seen: list[tuple[int, int]] = []

    def model(train: History, test: History) -> Floats:
        seen.append((len(train), len(test)))
        return np.linspace(0.1, 0.9, len(test))

    folded(view("b2b"), model)
    assert seen == [(96, 24)] * 5


def test_figures_bear_the_names_that_scripts_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(scoring.MODELS) == ["card", "logistic", "odoo", "gbm"]

    def guess(_: History, test: History) -> Floats:
        return np.linspace(0.1, 0.9, len(test))

    monkeypatch.setattr(scoring, "MODELS", dict.fromkeys(scoring.MODELS, guess))
    rows = scoring.compare(view("b2b_dedup"), [])
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in printed] == [
        ["FIGURE", f"scoring.b2b_dedup.{model}.{what}"]
        for model in ("card", "logistic", "odoo", "gbm")
        for what in ("auc", "logloss", "top20")
    ]
    assert [len(row) for row in rows] == [7] * 4, "Brier stands in the table, too"


def test_the_sets_bear_their_names(data_dir: Path) -> None:
    named = [one.name for one in views(data_dir)]
    assert named == ["xedu_intake", "b2b_dedup", "b2b", "maven"]
