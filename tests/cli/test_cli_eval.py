"""eval: samples, the log, and rows that are bad in every way that there is."""

import json

import pytest

ROW = {"problem": "Eva has 4 apples, 5 pears and 6 plums. How many pieces of fruit is that?"}
PASSES = ("--passes", "sum")

pytestmark = pytest.mark.usefixtures("summing")


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    lines = [{**ROW, "answer": "15"}, {**ROW, "answer": "16"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_one_sample_is_the_plain_run(cli, rows, tmp_path):
    kept = []
    for options in ((), ("--samples", "1")):
        path = tmp_path / "kept.jsonl"
        result = cli("eval", rows, *PASSES, "--rows", path, *options)
        assert result.exit_code == 0, result.output
        found = [json.loads(line) for line in path.read_text().splitlines()]
        kept.append([{k: v for k, v in row.items() if k != "seconds"} for row in found])
    assert kept[0] == kept[1]


def test_more_samples_than_candidates(cli_json, rows, tmp_path):
    path = tmp_path / "kept.jsonl"
    code, told = cli_json("eval", rows, *PASSES, "--samples", "8", "--rows", path)
    assert code == 0
    assert told["configuration"]["samples"] == 8
    assert (told["accuracy"]["hits"], told["samples"]["oracle"]["hits"]) == (1, 1)
    first = json.loads(path.read_text().splitlines()[0])
    assert [c["answer"] for c in first["candidates"]] == ["15"]


def test_no_samples_at_all_is_a_wrong_command_line(cli, rows):
    assert cli("eval", rows, *PASSES, "--samples", "0").exit_code == 2


def test_runs_are_logged_and_counted(cli, cli_json, rows, tmp_path):
    log = tmp_path / "log.jsonl"
    first = cli("eval", rows, *PASSES, "--log", log)
    assert "never with this configuration, never in all" in first.stdout
    _, told = cli_json("eval", rows, *PASSES, "--log", log)
    assert "once with this configuration, once in all" in told["log"]
    _, listed = cli_json("eval", "--log", log)
    assert [run["dataset"] for run in listed["runs"]] == ["rows", "rows"]
    assert cli("eval", "--log", log).stdout.strip() == "no test split was scored"


def test_a_log_that_cannot_be_used_stops_the_run_before_it_begins(cli, rows, tmp_path):
    log, kept = tmp_path / "log.jsonl", tmp_path / "kept.jsonl"
    log.write_text("{torn\n")
    result = cli("eval", rows, *PASSES, "--log", log, "--rows", kept)
    assert result.exit_code == 2
    assert "MYC253" in result.stderr
    assert not kept.exists()
    assert cli("eval", rows, *PASSES, "--log", tmp_path / "no" / "log.jsonl").exit_code == 2
    assert cli("eval", "--log", tmp_path / "none.jsonl").exit_code == 2


BAD = {
    '{"answer": "15"}': "column 'problem' is missing",
    '{"problem": "Eva has 4 apples."}': "column 'answer' is missing",
    '{"problem": 5, "answer": "15"}': "column 'problem' is no text",
    '{"problem": "  ", "answer": "15"}': "column 'problem' is no text",
    '{"problem": "Eva has 4 apples.", "answer": null}': "column 'answer' holds no answer",
    '{"problem": "Eva has 4': "no JSON",
    "[1, 2]": "not a JSON object",
    '{"problem": "Eva has 4 apples.", "answer": "about fifteen of them"}': "cannot be read",
    '{"problem": "Eva has 4 apples.", "answer": "x = "}': "cannot be read",
}


def test_bad_rows_are_named_and_counted_apart_and_the_run_goes_on(cli, cli_json, tmp_path):
    path = tmp_path / "own.jsonl"
    good = json.dumps({**ROW, "answer": "15"})
    path.write_text("\n".join([good, *BAD, '{"problem": "\udcff', good]), errors="surrogateescape")
    code, told = cli_json("eval", path, *PASSES)
    assert code == 0
    assert (told["accuracy"]["hits"], told["accuracy"]["n"]) == (2, 2)
    messages = [found["message"] for found in told["broken"]]
    assert len(messages) == len(BAD) + 1
    for number, what in enumerate(BAD.values(), 2):
        # A gold answer's row goes by its id, which counts from 0.
        name = f"row {number - 1}" if what == "cannot be read" else f"row {number}"
        assert any(f"{name}:" in m and what in m for m in messages), (name, what)
    assert {found["code"] for found in told["broken"]} == {"MYC246", "MYC247"}
    shown = cli("eval", path, *PASSES).stdout
    assert f"not measured        {len(messages)} rows that could not be read" in shown


def test_the_rules_of_equality_are_printed(cli, cli_json):
    told = cli("eval", "--rules").stdout
    assert "a gold integer, fraction or decimal with 1 place accepts only an equal value" in told
    assert cli_json("eval", "--rules")[1]["rules"].strip() == told.strip()


@pytest.mark.parametrize("option", ["--rows", "--log"])
def test_the_dataset_is_never_written_over(cli_json, rows, option):
    before = rows.read_bytes()
    (rows.parent / "link.jsonl").symlink_to(rows)
    for name in (rows, rows.parent / "link.jsonl"):
        code, told = cli_json("eval", rows, *PASSES, option, name)
        assert (code, told["diagnostics"][0]["code"]) == (2, "MYC231")
    assert rows.read_bytes() == before


def test_a_dataset_that_is_missing_leads_to_the_list_of_datasets(cli_json):
    code, told = cli_json("eval", "zzzz", *PASSES)
    assert (code, told["diagnostics"][0]["hint"]) == (4, "`mycelium datasets` lists them")
