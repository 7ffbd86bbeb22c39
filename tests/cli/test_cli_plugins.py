"""ops, passes, plugins, datasets, version, schema, and the commands that plugins add."""

import json

import pytest


def test_ops_lists_functions_operations_and_goals(cli):
    result = cli("ops")
    assert result.exit_code == 0
    assert [w for w in ("Functions", "Operations", "Goals") if w in result.stdout.split("\n")] == [
        "Functions",
        "Operations",
        "Goals",
    ]


def test_ops_of_a_word_shows_only_what_has_it(cli, cli_json):
    result = cli("ops", "gcd")
    assert "gcd(any, ...)" in result.stdout
    assert "Goals" not in result.stdout
    code, told = cli_json("ops", "gcd")
    assert code == 0
    assert "gcd" in [f["name"] for f in told["functions"]]


def test_ops_of_a_word_that_nothing_has(cli):
    result = cli("ops", "slove")
    assert result.exit_code == 2
    assert "did you mean `solve`?" in result.stderr


def test_passes_show_facts_and_pipelines(cli, cli_json, summing):
    result = cli("passes")
    assert "summing.add_up  expressions  goal" in result.stdout
    assert "find,add_up" in result.stdout
    _, told = cli_json("passes")
    assert [(p["name"], p["requires"]) for p in told["passes"]] == [
        ("find", ["problem"]),
        ("add_up", ["expressions"]),
    ]


def test_plugins_show_what_is_wrong_with_a_command(cli, cli_json, summing):
    result = cli("plugins")
    assert result.exit_code == 0
    assert "2 passes, 1 pipeline, 6 commands" in result.stdout
    assert "the command `run` is built in and stays what it is" in result.stdout
    _, told = cli_json("plugins")
    assert [d["code"] for d in told["diagnostics"]] == ["MYC234"]


def test_datasets(cli, cli_json):
    assert "gsm8k" in cli("datasets").stdout
    assert "mawps" in [d["name"] for d in cli_json("datasets")[1]["datasets"]]


def test_version(cli, cli_json, summing):
    text = cli("version").stdout
    assert text.startswith("mycelium ")
    assert "plugins: summing" in text
    assert {"mycelium", "language", "python", "sympy", "plugins"} <= cli_json("version")[1].keys()
    assert cli("--version").stdout == text.split("\n")[0] + "\n"


def test_schema_is_the_schema_of_what_compile_emits(cli, problem, summing):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(cli("schema").stdout)
    program = json.loads(cli("compile", problem, "--passes", "sum", "--emit", "json").stdout)
    jsonschema.validate(program, schema)


# ------------------------------------------------------------------------- plugins' commands


def test_a_plugin_s_command_is_called_by_its_bare_name(cli, summing):
    assert cli("hello", "Ann", "--loud").stdout == "HELLO ANN\n"
    assert cli("summing.hello", "Ann").stdout == "hello Ann\n"
    assert "Greet someone." in cli("hello", "--help").stdout
    listed = cli("--help").stdout
    assert "From plugins" in listed
    assert "hello" in listed


def test_a_plugin_s_group_of_commands(cli, summing):
    assert cli("pair", "two").stdout == "2\n"


def test_a_built_in_command_cannot_be_replaced(cli, summing, clips):
    assert cli("run", clips).stdout == "72\n"
    assert cli("summing.run", "Ann").stdout == "hello Ann\n"


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("nothing", 1, "is neither a function nor a typer.Typer"),
        ("gone", 4, "No module named 'no_such_module'"),
        ("crash", 70, "ZeroDivisionError in a plugin"),
    ],
)
def test_a_broken_command_is_named(cli, summing, command, code, message):
    result = cli(command)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_misspelt_command_is_looked_up_among_plugins_too(cli, summing):
    result = cli("helo")
    assert result.exit_code == 2
    assert "No such command" in result.stderr
