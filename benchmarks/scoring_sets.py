"""The views of public lead data that scoring is measured on, with their folds.

They lie in ../shared/data or PREQUAL_DATA. Only what was known before a salesperson touched the
lead is kept: what is dropped is named here.
"""

import csv
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dialogs.calibration.history import Bools, History, Ints, history

ROOT = Path(__file__).resolve().parent.parent
TOUCHED = [
    "Prospect ID",
    "Lead Number",
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Last Activity",
    "Last Notable Activity",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
]
SOLD = ["opportunity_id", "deal_stage", "engage_date", "close_date", "close_value"]
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class View:
    """A set: its deals, the fold of each, and (where there is an order) which come last."""

    name: str
    rows: Rows
    deals: History
    fold: Ints
    late: Bools | None


def data_folder() -> Path | None:
    """The folder of the shared data, or None where the lead sets are absent."""
    named = os.environ.get("PREQUAL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if (folder / "leads" / "b2b_sales_448.csv").is_file() else None


def views(folder: Path) -> list[View]:
    """All four views."""
    return [read(folder) for read in (xedu_intake, b2b_dedup, b2b, maven)]


def xedu_intake(folder: Path) -> View:
    """An online school; `Select` means not answered."""
    rows = _read(folder / "leads" / "xeducation_leads.csv")
    return _view(folder, "xedu_intake", rows, _is("Converted", "1"), drop=["Converted", *TOUCHED])


def b2b(folder: Path) -> View:
    """B2B software deals, duplicates included."""
    return _b2b(folder, "b2b", _read(folder / "leads" / "b2b_sales_448.csv"))


def b2b_dedup(folder: Path) -> View:
    """B2B software deals, every one once."""
    rows = _read(folder / "leads" / "b2b_sales_448.csv")
    once = {tuple(row.values()): row for row in reversed(rows)}
    kept = [row for row in rows if once[tuple(row.values())] is row]
    return _b2b(folder, "b2b_dedup", kept)


def maven(folder: Path) -> View:
    """Closed deals of a made-up company: there is nothing to be learned from them."""
    accounts = {row["account"]: row for row in _read(folder / "leads" / "maven_accounts.csv")}
    products = {row["product"]: row for row in _read(folder / "leads" / "maven_products.csv")}
    teams = {row["sales_agent"]: row for row in _read(folder / "leads" / "maven_sales_teams.csv")}
    nobody = dict.fromkeys(next(iter(accounts.values())), "")
    rows = [
        {
            **accounts.get(row["account"], nobody),
            # The deals write one product without its space.
            **products[row["product"].replace("GTXPro", "GTX Pro")],
            **teams[row["sales_agent"]],
            **row,
        }
        for row in _read(folder / "leads" / "maven_sales_pipeline.csv")
        if row["deal_stage"] in {"Won", "Lost"}
    ]
    return _view(folder, "maven", rows, _is("deal_stage", "Won"), drop=SOLD)


def _b2b(folder: Path, name: str, rows: Rows) -> View:
    return _view(folder, name, rows, _is("Status", "Won"), drop=["Status", "Seller"])


def _is(column: str, value: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: row[column] == value


def _view(
    folder: Path,
    name: str,
    rows: Rows,
    won: Callable[[dict[str, str]], bool],
    *,
    drop: Sequence[str],
) -> View:
    split = _read(folder / "splits" / f"{name}.csv")
    assert [int(row["row"]) for row in split] == list(range(len(rows))), name
    late = np.array([row.get("time_test") == "1" for row in split], np.bool_)
    return View(
        name,
        rows,
        history(rows, [won(row) for row in rows], drop=drop, blanks=["Select"]),
        np.array([int(row["fold"]) for row in split], np.int64),
        late if late.any() else None,
    )


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
