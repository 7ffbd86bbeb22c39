"""compile, solve, eval: commands that run a pipeline."""

import json
import sys

import pytest

from mycelium_ir.parser import parse

PASSES = ("--passes", "sum")


@pytest.fixture(autouse=True)
def _plugins(summing):
    """All of these run with the plugin `summing`."""


@pytest.fixture
def rows(tmp_path):
    """Three problems as JSON lines; the last one holds no number."""
    path = tmp_path / "rows.jsonl"
    texts = ["2 cats and 3 dogs, how many?", "10 and 20 and 30?", "How many in all?"]
    answers = ["5", "61", "0"]
    path.write_text(
        "".join(
            json.dumps({"problem": text, "answer": answer}) + "\n"
            for text, answer in zip(texts, answers, strict=True)
        )
    )
    return path


# ------------------------------------------------------------------------------------ compile


def test_a_problem_becomes_a_program(cli, problem):
    result = cli("compile", problem, *PASSES, "--emit", "ir")
    assert result.exit_code == 0
    assert parse(result.stdout).answer == "total"
    assert result.stderr == ""


def test_a_program_that_stopped_half_way_compiles_on(cli, problem, tmp_path):
    half = tmp_path / "half.myc"
    cli("compile", problem, *PASSES, "--stop-after", "find", "-o", half)
    assert "goal" not in half.read_text()
    half.write_text(half.read_text().replace("= 6", "= 7"))
    assert "= 7" in cli("compile", half, *PASSES).stdout
    assert cli("solve", half, *PASSES).stdout == "16\n"


def test_standard_input(cli):
    result = cli("compile", "-", *PASSES, stdin="3 and 4?")
    assert parse(result.stdout).problem == "3 and 4?"


def test_without_a_pipeline_one_line_says_what_to_do(cli, cli_json, problem):
    result = cli("compile", problem)
    assert result.exit_code == 4
    assert "name a pipeline with `--passes sum`" in result.stderr
    code, told = cli_json("solve", problem)
    assert code == 4
    assert told["diagnostics"][0]["code"] == "MYC158"


def test_an_unknown_pass_and_an_ill_ordered_pipeline(cli, problem):
    assert cli("compile", problem, "--passes", "fnd").exit_code == 4
    result = cli("compile", problem, "--passes", "add_up")
    assert result.exit_code == 2
    assert "needs the fact `expressions`" in result.stderr


def test_several_problems_go_into_a_folder(cli, rows, problem, tmp_path):
    folder = tmp_path / "out"
    result = cli("compile", rows, problem, *PASSES, "-o", folder)
    assert result.exit_code == 1
    assert sorted(p.name for p in folder.iterdir()) == ["problem.myc", "rows-0.myc", "rows-1.myc"]
    assert "the problem has no number" in result.stderr
    assert "3 compiled, 1 failed" in result.stderr


def test_several_problems_on_standard_output_say_which_is_which(cli, rows):
    text = cli("compile", rows, *PASSES).stdout
    first, second = text.split("\n\n# ")
    assert parse(first).header.before
    assert parse("# " + second).answer == "total"


def test_several_problems_do_not_fit_into_one_file(cli, rows, tmp_path):
    (tmp_path / "one.myc").write_text("old")
    result = cli("compile", rows, *PASSES, "-o", tmp_path / "one.myc")
    assert result.exit_code == 2
    assert (tmp_path / "one.myc").read_text() == "old"


def test_dumps_on_standard_error(cli, problem):
    result = cli("compile", problem, *PASSES, "--dump-after", "find")
    head, text = result.stderr.split("\n", 1)
    assert head == f"# {problem}, after find"
    assert parse(text).answer is None


def test_dumps_in_a_folder(cli, problem, tmp_path):
    folder = tmp_path / "dumps"
    cli("compile", problem, *PASSES, "--dump-after", "all", "--dump-dir", folder)
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["0000-problem.0-find.myc", "0000-problem.1-add_up.myc"]


def test_a_dump_after_no_such_pass(cli, problem):
    assert cli("compile", problem, *PASSES, "--dump-after", "fond").exit_code == 2


def test_timings(cli, problem):
    told = cli("compile", problem, *PASSES, "--timings").stderr
    assert [line.split()[0] for line in told.splitlines()] == ["find", "add_up", "in"]


def test_swap_and_without(cli, problem):
    swapped = cli("compile", problem, *PASSES, "--swap", "find=summing.find")
    assert swapped.exit_code == 0
    without = cli("compile", problem, *PASSES, "--without", "add_up")
    assert parse(without.stdout).goal is None


def test_compile_json_names_the_pipeline(cli_json, rows):
    code, told = cli_json("compile", rows, *PASSES)
    assert code == 1
    assert told["pipeline"] == "summing.find,summing.add_up"
    assert [p["ok"] for p in told["programs"]] == [True, True, False]
    assert "goal" in told["programs"][0]["facts"]


# -------------------------------------------------------------------------------------- solve


def test_a_problem_in_quotes(cli):
    result = cli("solve", "3 cats and 4 dogs, how many?", *PASSES)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "7\n", "")


def test_a_file_its_values_and_its_audit(cli, problem):
    assert cli("solve", problem, *PASSES).stdout == "15\n"
    assert cli("solve", problem, *PASSES, "--values").stdout.endswith("answer = 15\n")
    assert "^" in cli("solve", problem, *PASSES, "--explain").stdout


def test_solve_json(cli_json, problem):
    code, told = cli_json("solve", problem, *PASSES)
    assert code == 0
    assert told["answer"]["text"] == told["display"] == "15"
    assert told["pipeline"] == "summing.find,summing.add_up"
    assert parse(told["program"]).goal.type == "integer"


def test_a_problem_that_does_not_compile(cli):
    result = cli("solve", "-", *PASSES, stdin="How many?")
    assert result.exit_code == 1
    assert "the problem has no number" in result.stderr


def test_an_empty_problem_and_a_missing_file(cli):
    assert cli("solve", "-", *PASSES, stdin=" \n").exit_code == 1
    assert cli("solve", "missing.txt", *PASSES).exit_code == 2


def test_rows_are_answered_one_line_each(cli, rows):
    result = cli("solve", rows, *PASSES)
    assert result.exit_code == 1
    answers = [json.loads(line)["answer"] for line in result.stdout.splitlines()]
    assert answers == ["5", "60", None]
    assert result.stderr == "2 solved, 1 failed\n"


def test_rows_from_standard_input(cli, rows):
    result = cli("solve", "-", *PASSES, stdin=rows.read_text())
    assert len(result.stdout.splitlines()) == 3


def test_a_batch_goes_on_where_it_stopped(cli, cli_json, rows, tmp_path):
    output = tmp_path / "answers.jsonl"
    assert cli("solve", rows, *PASSES, "-o", output).exit_code == 1
    whole = output.read_text().splitlines(keepends=True)
    output.write_text("".join(whole[:1]) + whole[1][:20])
    code, told = cli_json("solve", rows, *PASSES, "-o", output)
    assert code == 1
    assert (told["rows"], told["resumed"], told["failed"]) == (3, 1, 1)
    assert cli("solve", rows, *PASSES, "-o", output).exit_code == 1

    def without_times(lines):
        return [{**json.loads(line), "seconds": None} for line in lines]

    assert without_times(output.read_text().splitlines()) == without_times(whole)


def test_a_batch_is_not_gone_on_with_by_another_pipeline(cli, rows, tmp_path):
    output = tmp_path / "answers.jsonl"
    cli("solve", rows, *PASSES, "-o", output)
    result = cli("solve", rows, *PASSES, "--seed", 1, "-o", output)
    assert result.exit_code == 2
    assert "MYC241" in result.stderr


def test_a_batch_as_one_document(cli_json, rows):
    _, told = cli_json("solve", rows, *PASSES)
    assert [row["answer"] for row in told["answers"]] == ["5", "60", None]


@pytest.mark.parametrize("option", [["--explain"], ["--values"], ["--timings"]])
def test_what_shows_one_problem_does_not_fit_a_batch(cli, rows, option):
    result = cli("solve", rows, *PASSES, *option)
    assert result.exit_code == 2
    assert "is for one problem" in result.stderr


# --------------------------------------------------------------------------------------- eval


def test_accuracy_with_its_interval(cli, cli_json, rows):
    result = cli("eval", rows, *PASSES)
    assert result.exit_code == 0
    assert "33.3% [6.1, 79.2]  1 of 3" in result.stdout
    assert "summing.find,summing.add_up" in result.stdout
    _, told = cli_json("eval", rows, *PASSES)
    assert told["accuracy"]["hits"] == 1


def test_two_evaluations_are_compared(cli, cli_json, rows, tmp_path):
    all_rows = tmp_path / "all.jsonl"
    cli("eval", rows, *PASSES, "--rows", all_rows)
    result = cli("eval", "--compare", all_rows, all_rows)
    assert result.exit_code == 0
    assert "difference: +0.0 points" in result.stdout
    assert cli_json("eval", "--compare", all_rows, all_rows)[1]["gained"] == []


def test_eval_without_a_dataset_or_with_an_unknown_one(cli, rows):
    assert cli("eval").exit_code == 2
    assert cli("eval", "--compare", rows, rows, "extra").exit_code == 2
    assert cli("eval", "nonsense", *PASSES).exit_code == 4
    assert cli("eval", "mawps", *PASSES, "--data", "no-such-folder").exit_code == 4


def test_the_pipeline_is_named_openly_on_a_terminal(capsys, monkeypatch):
    from mycelium.cli.compilation import pipeline_of

    pipeline_of("sum", None, None, None)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    pipeline_of("sum", None, None, None)
    assert capsys.readouterr().err == "passes: summing.find,summing.add_up\n"


def test_completion_of_passes(summing):
    from mycelium.cli import complete

    assert [name for name, _ in complete.pipelines("s")] == [
        "sum",
        "summing.add_up",
        "summing.find",
    ]
    assert [name for name, _ in complete.pipelines("find,ad")] == ["find,add_up"]
    assert [name for name, _ in complete.swaps("fi")] == ["find="]
    assert [name for name, _ in complete.swaps("find=")] == ["find=summing.find"]
    assert [name for name, _ in complete.passes_or_all("a")] == ["all", "add_up"]
    assert "gsm8k" in [name for name, _ in complete.datasets("g")]
