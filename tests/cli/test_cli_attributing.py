"""`mycelium attribute`: the table, the files that it writes, and its errors."""

import json
from importlib.metadata import entry_points

import pytest

pytestmark = pytest.mark.skipif(
    "heuristic" not in {entry.name for entry in entry_points(group="mycelium")},
    reason="needs the passes of plugins/heuristic",
)

# The rules add up what has to be taken away.
ROWS = [
    {
        "id": "torn",
        "problem": "Tom has 9 pens and buys 4. How many pens does he have now?",
        "answer": "5",
        "program": "mycelium 1\nstep s0 : subtract = 9 - 4\ngoal integer s0\n",
    },
    {
        "id": "right",
        "problem": "Tom has 3 pens and buys 4. How many pens does he have now?",
        "answer": "7",
    },
    {"id": "bare", "problem": "Tom has 3 pens and buys 4. How many pens now?", "answer": "70"},
]


@pytest.fixture
def rows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    return path


def test_the_table_and_the_files(cli, rows, tmp_path):
    result = cli(
        "attribute", rows, "--passes", "heuristic", "--metrics", "--html", "page.html",
        "--png", "chart.png", "--examples", "wrong",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "the 2 rows that are not right:" in result.stdout
    assert "MYC267" in result.stdout
    assert "equal values" in result.stdout
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "wrong" / "no-gold" / "01-bare.myc").is_file()
    found = sorted(p.name for p in (tmp_path / "wrong" / "not-repaired").iterdir())
    assert found == ["01-torn.gold.myc", "01-torn.myc"]
    checked = cli("check", "wrong")
    assert checked.exit_code == 0, checked.output


def test_json_holds_every_row_that_is_not_right(cli_json, rows):
    code, told = cli_json("attribute", rows, "--passes", "heuristic")
    assert code == 0
    assert [row["id"] for row in told["rows"]] == ["torn", "bare"]
    assert told["categories"]["no gold"] == 1
    assert {entry["pass"]: entry["gold"] for entry in told["passes"]}["segment"] == "n/a"


def test_a_folder_without_labels(cli, rows, tmp_path):
    pytest.importorskip("pyarrow", reason="needs the extra `train`")
    result = cli("attribute", rows, "--passes", "heuristic", "--labels", tmp_path / "none")
    assert result.exit_code == 2
    assert "MYC260" in result.stderr


def test_a_page_that_cannot_be_written(cli, rows):
    result = cli("attribute", rows, "--passes", "heuristic", "--html", "no/folder/page.html")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


@pytest.mark.parametrize(
    ("file", "code"), [("own.jsonl", "MYC231"), ("no/such/folder/page.html", "MYC232")]
)
@pytest.mark.parametrize("option", ["--html", "--png"])
def test_files_are_refused_before_anything_runs(cli_json, rows, monkeypatch, file, code, option):
    def fail(*_, **__):
        raise AssertionError("it has run")

    monkeypatch.setattr("mycelium.evaluation.attribution.attribute.attribute", fail)
    before = rows.read_bytes()
    exit_code, told = cli_json("attribute", rows, "--passes", "heuristic", option, file)
    assert (exit_code, told["diagnostics"][0]["code"]) == (2, code)
    assert rows.read_bytes() == before
