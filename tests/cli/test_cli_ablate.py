"""`mycelium ablate`: the table, its outputs, studies, and what is refused before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROWS = [
    {"id": "a", "problem": "1 pen and 2 pens", "answer": "3"},
    {"id": "b", "problem": "4 pens and 5 pens", "answer": "9"},
    {"id": "c", "problem": "4 pens and 5 pens", "answer": "4"},
    {"id": "d", "problem": "no pens", "answer": "0"},
]


@pytest.fixture
def rows(tmp_path, summing, monkeypatch):
    """A dataset, in the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return "rows.jsonl"


@pytest.fixture
def crash(rows, monkeypatch):
    """Passes that crash if they are run."""
    import summing

    def fail(self, program, context):
        raise AssertionError("a pass has run")

    monkeypatch.setattr(summing.Find, "rewrite", fail)


FOUND = "--variant", "no sum: passes find"


def test_a_table_with_a_row_for_each_variant(cli, rows):
    result = cli("ablate", rows, "--passes", "sum", *FOUND)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "rows all: n = 4, seed 0"
    assert lines[3].split("  ")[0] == "variant"
    assert lines[4].startswith("reference  50.0% [15.0, 85.0]  75.0%")
    assert lines[5].startswith("no sum ")
    assert "McNemar's mid-p" in result.stdout


def test_all_outputs(cli_json, rows):
    Path("out").mkdir()
    code, told = cli_json(
        *("ablate", rows, "--passes", "sum", "--without", "add_up", "--rows", "out/rows"),
        *("--html", "out/page.html", "--png", "out/chart.png", "--save", "out/study.toml"),
        *("--limit", "3", "--seed", "4", "--strict", "--log", "out/log.jsonl"),
    )
    assert code == 0
    assert [variant["name"] for variant in told["variants"]] == ["reference", "without add_up"]
    assert told["configuration"]["limit"] == 3
    assert told["configuration"]["strict"] is True
    assert len(told["log"]) == 2
    assert sorted(p.name for p in Path("out/rows").iterdir()) == [
        "reference.jsonl",
        "without-add_up.jsonl",
    ]
    assert Path("out/page.html").read_text().startswith("<!doctype html>")
    assert Path("out/chart.png").read_bytes().startswith(b"\x89PNG")
    assert Path("out/study.toml").read_text() == (
        "# Run it again with: mycelium ablate FILE\n"
        'dataset = "../rows.jsonl"\nlimit = 3\nseed = 4\nstrict = true\npasses = "sum"\n\n'
        '[[variant]]\nname = "without add_up"\nwithout = ["add_up"]\n\n'
        '[outputs]\nrows = "rows"\nhtml = "page.html"\npng = "chart.png"\n'
    )


def without_times(told):
    for variant in told["variants"]:
        del variant["seconds"]
    return told


def test_a_study_run_again_gives_the_same_table(cli_json, rows):
    first = cli_json("ablate", rows, "--passes", "sum", *FOUND, "--limit", "3", "--save", "s.toml")
    again = cli_json("ablate", "s.toml")
    third = cli_json("ablate", "s.toml")
    assert first[0] == again[0] == 0
    assert without_times(first[1]) == without_times(again[1]) == without_times(third[1])


def test_options_go_before_the_file(cli_json, rows):
    cli_json("ablate", rows, "--passes", "sum", *FOUND, "--limit", "3", "--save", "s.toml")
    twice = "twice: passes find,add_up,add_up"
    _, told = cli_json("ablate", "s.toml", "--limit", "2", "--variant", twice, "--seed", "9")
    assert told["configuration"]["n"] == 2
    assert told["configuration"]["seed"] == 9
    assert [v["name"] for v in told["variants"]] == ["reference", "no sum", "twice"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--without", "ad_up"], "MYC156", "add_up"),
        (["--swap", "add_up=adup"], "MYC151", "there is no pass or pipeline `adup`"),
        (["--without", "find"], "MYC155", "variant `without find`: pass `summing.add_up`"),
        (["--without", "add_up", "--without", "summing.add_up"], "MYC257", "the same passes"),
        (["--variant", "x: leave add_up"], "MYC256", "`leave add_up` is no edit"),
        ([], "MYC257", "nothing to compare"),
        ([*FOUND, "--html", "no/page.html"], "MYC232", "cannot write no/page.html"),
        ([*FOUND, "--png", "."], "MYC232", "it is a folder"),
        ([*FOUND, "--rows", "rows.jsonl"], "MYC232", "cannot write rows.jsonl"),
        ([*FOUND, "--rows", "rows.jsonl/x"], "MYC232", "cannot write rows.jsonl/x"),
        ([*FOUND, "--html", "x", "--png", "./x"], "MYC231", "two outputs"),
        ([*FOUND, "--save", "no/s.toml"], "MYC232", "cannot write no/s.toml"),
        ([*FOUND, "--timeout", "-1"], "MYC138", ""),
    ],
)
def test_what_is_refused_before_anything_runs(cli_json, rows, crash, arguments, code, told):
    exit_code, document = cli_json("ablate", rows, "--passes", "sum", *arguments)
    first = document["diagnostics"][0]
    assert first["code"] == code
    assert told in first["message"] + (first["hint"] or "")
    assert exit_code == (4 if code == "MYC151" else 2)
    assert not Path("x").exists()


def test_no_rows(cli_json, rows, crash):
    Path("empty.jsonl").write_text("")
    code, told = cli_json("ablate", "empty.jsonl", "--passes", "sum", *FOUND)
    assert (code, told["diagnostics"][0]["code"]) == (2, "MYC249")


def test_a_study_with_an_error_is_shown_at_its_line(cli, rows, crash):
    Path("s.toml").write_text('dataset = "rows.jsonl"\nlimt = 3\n')
    result = cli("ablate", "s.toml")
    assert result.exit_code == 2
    assert "s.toml:2:1" in result.stderr
    assert "did you mean `limit`" in result.stderr


def test_a_study_that_is_not_there(cli, rows):
    result = cli("ablate", "gone.toml")
    assert result.exit_code == 2
    assert "MYC237" in result.stderr


@pytest.mark.parametrize("option", ["--html", "--png", "--save", "--log"])
def test_the_dataset_is_never_written_over(cli_json, rows, crash, option):
    before = Path(rows).read_bytes()
    code, told = cli_json("ablate", rows, "--passes", "sum", *FOUND, option, rows)
    assert (code, told["diagnostics"][0]["code"]) == (2, "MYC231")
    assert Path(rows).read_bytes() == before


def test_a_study_is_written_over_by_a_study_only(cli, cli_json, rows):
    cli("ablate", rows, "--passes", "sum", *FOUND, "--save", "study.toml")
    before = Path("study.toml").read_bytes()
    code, told = cli_json("ablate", "study.toml", "--html", "study.toml")
    assert (code, told["diagnostics"][0]["code"]) == (2, "MYC231")
    assert Path("study.toml").read_bytes() == before
    code, _ = cli_json("ablate", "study.toml", "--limit", "2", "--save", "study.toml")
    assert code == 0
    assert "limit = 2" in Path("study.toml").read_text()


def test_a_file_where_the_rows_folder_has_to_be(cli_json, rows, crash):
    code, told = cli_json("ablate", rows, "--passes", "sum", *FOUND, "--rows", rows)
    assert code == 2
    assert told["diagnostics"][0]["hint"].startswith("a file stands where a folder has to be")
