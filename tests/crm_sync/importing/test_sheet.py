"""Tables as people save them: any delimiter, any encoding, broken rows told by their line."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from crm_sync.importing.sheet import BadSheet, Line, opened

DAY = datetime.fromisoformat("2026-03-02")
ROWS = [("Название", "ИНН"), ("ООО «Ромашка»", "7707083893"), ("Вектор", "")]


def read(path: Path, **given: str) -> tuple[tuple[str, ...], list[Line]]:
    with opened(path, **given) as sheet:
        return sheet.header, list(sheet.lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_how_a_csv_is_saved_is_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "base.csv"
    path.write_text("\n".join(delimiter.join(row) for row in ROWS), encoding=encoding)
    header, lines = read(path)
    assert header == ROWS[0]
    assert [line.cells for line in lines] == ROWS[1:]
    assert [line.number for line in lines] == [2, 3]


def test_a_letter_at_the_seam_of_two_readings_is_no_other_encoding(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    path.write_text("имя\n" + "x" + "я" * (1 << 19) + "\n", encoding="utf-8")
    with opened(path) as sheet:
        assert sheet.header == ("имя",)


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    path.write_text('a;b\n1;"two\nlines"\n\n;\n3;4\n', encoding="utf-8")
    _, lines = read(path)
    assert [(line.number, line.cells) for line in lines] == [
        (2, ("1", "two\nlines")),
        (6, ("3", "4")),
    ]


def test_a_row_that_falls_apart_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    path.write_text(f"a;b\n{'x' * 200_000};1\n2;3\n", encoding="utf-8")
    _, (broken, good) = read(path)
    assert (broken.number, bool(broken.broken)) == (2, True)
    assert (good.number, good.cells) == (3, ("2", "3"))


def test_columns_may_be_lined_up_with_blanks(tmp_path: Path) -> None:
    path = tmp_path / "base.txt"
    path.write_text(" id  day   sum\n 001 19970101   11.77\n", encoding="utf-8")
    header, (line,) = read(path, delimiter=" ")
    assert dict(zip(header, line.cells, strict=True))["sum"] == "11.77"


def test_a_workbook_is_read_with_its_own_values(tmp_path: Path) -> None:
    path = tmp_path / "base.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("id", "day", "sum"), (17, DAY, 1200.5), (None, None, None)):
        book.active.append(row)
    book.save(path)
    header, (line,) = read(path)
    assert header == ("id", "day", "sum")
    assert line.cells == (17, DAY, 1200.5)
    assert line.number == 2


@pytest.mark.parametrize(
    ("name", "content", "given", "said"),
    [
        ("base.csv", b"", {}, "has no header"),
        ("base.csv", b"a;b\n\x98\n", {"encoding": "utf-8"}, "name its encoding"),
        ("base.csv", b"a;b\n", {"encoding": "latin-0"}, "name its encoding"),
        ("base.xlsx", b"a;b\n", {}, "is no XLSX workbook"),
    ],
)
def test_what_is_no_table_says_what_to_mend(
    tmp_path: Path, name: str, content: bytes, given: dict[str, str], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadSheet, match=said):
        read(path, **given)
