"""Pictures hold what they are given in any size, theme, width and language; nothing overlaps."""

from __future__ import annotations

import struct
import tomllib
from dataclasses import replace
from itertools import combinations, pairwise, product
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.texts import TEMPLATES
from reports.charts.board.inks import Ink, Mix, On, Theme, colour, contrast
from reports.charts.board.marks import Board, Box, Words
from reports.charts.board.scale import ticks
from reports.charts.board.type import clipped, width_of, wrapped
from reports.charts.drawing import DRAWN, picture, sketch
from reports.charts.page import DESK, PHONE
from reports.dictionary import FEW_CLIENTS
from reports.tables import Report, Table
from tests.reports.charts.pictures import spoken
from tests.reports.charts.samples import MADE, REPORTS, SIZES

SMALLEST = 24
ON_WORDS = 4.5
ON_MARKS = 3.0


def words_of(board: Board) -> list[Words]:
    return [mark for mark in board.marks if isinstance(mark, Words)]


def told(board: Board) -> str:
    return "\n".join(mark.text for mark in words_of(board))


def assert_readable(board: Board) -> None:
    """Every word is inside, large enough, and covers no other one."""
    for mark in words_of(board):
        left, top, right, bottom = mark.box
        assert left >= 0, mark
        assert top >= 0, mark
        assert right <= board.width, mark
        assert bottom <= board.height, mark
        assert mark.size >= SMALLEST, mark
    for one, other in combinations(words_of(board), 2):
        a, b = one.box, other.box
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one.text!r} lies on {other.text!r}"


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_or_leaves_the_picture(report: str, size: str) -> None:
    made = REPORTS[report](size)
    for locale, width in product(("ru", "en"), (PHONE, DESK)):
        board = sketch(made, spoken(locale), MADE, width=width)
        assert_readable(board)
        shown = told(board)
        assert "24" in shown, "when it was made"
        assert "2026" in shown, "the period"


@pytest.mark.parametrize("report", REPORTS)
def test_a_picture_is_a_png_of_the_width_asked_for(report: str) -> None:
    for width, theme in ((PHONE, Theme.LIGHT), (DESK, Theme.DARK)):
        file = picture(REPORTS[report]("ordinary"), spoken("ru"), MADE, theme=theme, width=width)
        assert file[:8] == b"\x89PNG\r\n\x1a\n"
        found, height = struct.unpack(">II", file[16:24])
        assert found == width
        assert found + height < 10_000, "Telegram takes no larger photo"
        assert len(file) < 400_000


@pytest.mark.parametrize("report", sorted(set(REPORTS) - {"funnel", "avg_cheque", "nps"}))
def test_few_clients_are_named_and_get_no_shares(report: str) -> None:
    made = REPORTS[report]("tiny")
    assert made.size <= FEW_CLIENTS
    shown = told(sketch(made, spoken("ru"), MADE))
    assert "Ромашка" in shown
    assert "%" not in shown


def test_of_few_leads_the_funnel_tells_how_many_of_how_many() -> None:
    shown = told(sketch(REPORTS["funnel"]("tiny"), spoken("ru"), MADE))
    assert "7 из 12" in shown
    assert "%" not in shown


def test_bars_of_the_funnel_are_as_long_as_their_counts() -> None:
    board = sketch(REPORTS["funnel"]("ordinary"), spoken("ru"), MADE)
    tracks = [one for one in board.marks if isinstance(one, Box) and one.ink is Ink.TRACK]
    ends = [
        max(
            one.x + one.width
            for one in board.marks
            if isinstance(one, Box) and one.y == track.y and one.ink is not Ink.TRACK
        )
        for track in tracks
    ]
    lengths = [(end - track.x) / track.width for end, track in zip(ends, tracks, strict=True)]
    for length, share in zip(lengths, (1, 0.62, 0.41, 0.3, 0.21, 0.083), strict=True):
        assert length == pytest.approx(share, abs=0.01)


def test_the_strongest_cell_of_the_heat_map_is_the_largest_share() -> None:
    board = sketch(REPORTS["cohorts"]("ordinary"), spoken("ru"), MADE)
    cells = [one for one in board.marks if isinstance(one, Box) and isinstance(one.ink, Mix)]
    by_share = {
        one.ink.share: words.text
        for one in cells
        if isinstance(one.ink, Mix)
        for words in words_of(board)
        if words.ink == On(one.ink)
    }
    shares = [int(by_share[strength]) for strength in sorted(by_share)]
    assert len(shares) > 20
    assert all(one <= other for one, other in pairwise(shares))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=9, max_size=9), st.sampled_from(sorted(DRAWN)))
def test_any_name_finds_its_place(names: list[str], report: str) -> None:
    made = renamed(REPORTS[report]("tiny"), names)
    assert_readable(sketch(made, spoken("ru"), MADE))


def renamed(report: Report, names: list[str]) -> Report:
    """With these names in place of the clients' own."""

    def table(one: Table) -> Table:
        if not one.id.startswith(("clients", "movements")):
            return one
        rows = tuple(
            replace(row, name=replace(row.name, text=names[at % len(names)]))
            for at, row in enumerate(one.rows)
        )
        return replace(one, rows=rows)

    return replace(report, tables=tuple(table(one) for one in report.tables))


@given(st.floats(0, 1e12), st.integers(2, 8))
def test_axes_have_a_handful_of_levels_and_reach_the_top(top: float, many: int) -> None:
    levels = ticks(top, many)
    assert levels[0] == 0
    assert levels[-1] >= top * 0.99
    assert 2 <= len(levels) <= 2 * many + 2
    assert all(one < other for one, other in pairwise(levels))


@given(st.text(max_size=200), st.integers(60, 600))
def test_words_keep_to_their_room(text: str, room: int) -> None:
    assert width_of(clipped(text, 30, room), 30) <= room
    assert all(width_of(line, 30) <= room for line in wrapped(text, 30, room))


@pytest.mark.parametrize("theme", list(Theme))
def test_every_ink_can_be_told_from_what_it_lies_on(theme: Theme) -> None:
    paper, track = colour(Ink.PAPER, theme), colour(Ink.TRACK, theme)
    for ink in (Ink.WORDS, Ink.QUIET, Ink.GOOD, Ink.BAD):
        assert contrast(colour(ink, theme), paper) >= ON_WORDS, ink
    assert contrast(colour(Ink.WORDS, theme), track) >= ON_WORDS
    for ink in (Ink.FIRST, Ink.SECOND, Ink.THIRD, Ink.FOURTH, Ink.GOOD, Ink.BAD):
        assert contrast(colour(ink, theme), paper) >= ON_MARKS, ink
        assert contrast(colour(ink, theme), track) >= ON_MARKS, ink
    for share in range(11):
        ground = Mix(Ink.FIRST, share / 10)
        assert contrast(colour(On(ground), theme), colour(ground, theme)) >= ON_WORDS


def test_both_languages_have_the_same_sentences() -> None:
    russian, english = (
        tomllib.loads((TEMPLATES / locale / "faces.toml").read_text(encoding="utf-8"))
        for locale in ("ru", "en")
    )
    assert list(russian) == list(english)
    for key, sentence in russian.items():
        names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        assert names == {name for _, name, _, _ in Formatter().parse(english[key]) if name}, key
