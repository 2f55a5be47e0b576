"""Decision records are numbered without gaps, named after their titles, and listed."""

from tests.architecture.tree import ROOT

FOLDER = ROOT / "docs" / "adr"


def test_decisions_are_numbered_one_by_one_and_listed() -> None:
    records = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number, path in enumerate(records, start=1):
        assert path.name.startswith(f"{number:04}-"), path.name
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert title.startswith(f"{number:04}. "), f"{path.name} begins with {title!r}"
        assert f"]({path.name})" in index, f"{path.name} is not listed in docs/adr/README.md"
