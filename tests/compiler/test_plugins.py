"""Plugins through one door: what they offer, and every way in which one can be bad."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import types

import pytest
from toy_passes import Options, Split, plugin, spec_of, toy_plugin

from mycelium import hookspecs
from mycelium.hookspecs import hookimpl
from mycelium.passes import Pass
from mycelium.plugins import language_for, load_plugins
from mycelium.specs import CommandSpec, DatasetSpec, PassSpec, PipelineSpec
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.functions import Function
from mycelium_ir.goals import GoalType
from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.operations import Operation
from mycelium_ir.parser import parse

FIBONACCI = Function("fibonacci_test", (Kind.NUMBER,), Kind.NUMBER, "a function", "math:factorial")
HALVING = Operation("halving_test", ("_ / 2",), Kind.NUMBER, "takes half")
GOAL = GoalType("roman_test", (Kind.NUMBER,), "Roman numerals", "math:factorial")
DATASET = DatasetSpec("little-set", "toy_passes:PASSES", "a dataset")
COMMAND = CommandSpec("greet-you", "toy_passes:spec_of", "a command")


def load(**plugins: object):
    return load_plugins(plugins, installed=False)


def problems_of(module: object) -> list[tuple[str, str]]:
    """The problems of one plugin, `odd`; checks that a sound one beside it goes on working."""
    found = load_plugins({"odd": module, "toy": toy_plugin()}, installed=False)
    assert "toy.split" in found.passes
    assert all(p.subject == "odd" and "`odd`" in p.message and p.hint for p in found.problems)
    return [(p.code, p.message) for p in found.problems]


# ---------------------------------------------------------------- what plugins offer


def test_a_plugin_offers_everything():
    module = plugin(
        passes=[spec_of(Split)],
        pipelines=[PipelineSpec("all", "split", "one pass")],
        functions=[FIBONACCI],
        operations=[HALVING],
        goals=[GOAL],
        datasets=[DATASET],
        commands=[COMMAND],
    )
    found = load(mine=module)
    assert found.problems == ()
    assert found.find_pass("split") is found.find_pass("mine.split")
    assert found.find_pass("split").resolve() is Split
    assert found.find_dataset("little-set").plugin == "mine"
    assert found.find_command("mine.greet-you").full_name == "mine.greet-you"
    assert found.pipelines["mine.all"].text == "split"
    assert found.language.functions["fibonacci_test"].plugin == "mine"
    assert found.language.operations["halving_test"].plugin == "mine"
    assert found.language.goals["roman_test"].plugin == "mine"
    info = next(i for i in found.infos if i.name == "mine")
    assert info.offers == {
        "passes": 1,
        "pipelines": 1,
        "functions": 1,
        "operations": 1,
        "goals": 1,
        "datasets": 1,
        "commands": 1,
    }


def test_the_built_in_plugin_comes_through_the_same_door():
    found = load()
    assert found.infos[0].name == "mycelium"
    assert found.infos[0].offers["datasets"] == len(found.datasets)
    assert found.find_dataset("gsm8k").full_name == "mycelium.gsm8k"
    assert found.problems == ()


def test_the_hooks_fit_one_screen_and_have_a_sentence_each():
    hooks = [v for n, v in vars(hookspecs).items() if n.startswith("mycelium_")]
    assert len(hooks) == 7
    assert all(hook.__doc__ and hook.__doc__.count(".") == 1 for hook in hooks)


def test_nothing_is_imported_before_it_is_used():
    code = (
        "from mycelium.plugins import load_plugins\n"
        "import sys\n"
        "load_plugins(installed=False)\n"
        "print([m for m in ('sympy', 'networkx', 'matplotlib', 'torch', 'typer', 'rich')"
        " if m in sys.modules])\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_a_name_that_nobody_offers(toys):
    for find, code in (
        (toys.find_pass, "MYC151"),
        (toys.find_dataset, "MYC200"),
        (toys.find_command, "MYC200"),
    ):
        with pytest.raises(MyceliumError, match=code):
            find("nothing_like_it")
    with pytest.raises(MyceliumError, match="did you mean `gsm8k`"):
        toys.find_dataset("gsm9k")
    with pytest.raises(MyceliumError, match="no plugin that is installed offers a command"):
        toys.find_command("x")


def test_a_name_that_two_plugins_offer():
    found = load(one=plugin(datasets=[DATASET]), two=plugin(datasets=[DATASET]))
    assert found.problems == ()
    with pytest.raises(MyceliumError, match=r"`one\.little-set`, `two\.little-set`"):
        found.find_dataset("little-set")
    assert found.find_dataset("two.little-set").plugin == "two"


def test_a_program_that_needs_no_plugin_gets_the_base_language():
    program = parse("mycelium 1\ndefine f(x) = x + 1\nstep a : add = f(1) + 1\ngoal integer a\n")
    assert language_for(program) is base_language()


@pytest.mark.parametrize(
    "line", ["step a = mystery(1)", "step a : mystery = 1", "define f(x) = mystery(x)"]
)
def test_a_program_that_needs_more_gets_all_plugins(line, monkeypatch):
    from mycelium import plugins

    wanted = load(mine=plugin(functions=[FIBONACCI]))
    monkeypatch.setattr(plugins, "plugins", lambda: wanted)
    assert language_for(parse(f"mycelium 1\n{line}\n")) is wanted.language


# ---------------------------------------------------------------- bad plugins


def test_a_plugin_that_does_not_import(monkeypatch):
    from importlib import metadata

    entry = metadata.EntryPoint("broken", "a_module_that_is_not_there", "mycelium")
    monkeypatch.setattr(metadata, "entry_points", lambda group: [entry])
    monkeypatch.delenv("MYCELIUM_PLUGINS", raising=False)
    found = load_plugins({"toy": toy_plugin()})
    assert [(p.code, p.subject) for p in found.problems] == [("MYC190", "broken")]
    assert "No module named 'a_module_that_is_not_there'" in found.problems[0].message
    assert "toy.split" in found.passes
    assert [i.name for i in found.infos] == ["mycelium", "broken", "toy"]
    monkeypatch.setenv("MYCELIUM_PLUGINS", "off")
    assert load_plugins().problems == ()
    monkeypatch.setenv("MYCELIUM_PLUGINS", "brokn, toy")
    told = load_plugins().problems
    assert [p.code for p in told] == ["MYC197", "MYC197"]
    assert told[0].hint == "did you mean `broken`?"


@pytest.mark.parametrize("version", [None, 0, 2, "1"])
def test_a_plugin_for_another_hook_version(version):
    module = plugin(passes=[spec_of(Split)])
    module.HOOK_VERSION = version  # type: ignore[attr-defined]
    ((code, message),) = problems_of(module)
    assert code == "MYC191"
    assert "this release has version 1" in message


def test_a_hook_that_does_not_exist():
    module = plugin(datsets=[DATASET], passes=[spec_of(Options)])
    ((code, message),) = problems_of(module)
    assert (code, "mycelium_datsets" in message) == ("MYC192", True)
    found = load(odd=module)
    assert found.problems[0].hint == "did you mean `mycelium_datasets`?"
    assert "odd.options" in found.passes


def test_a_hook_with_arguments_that_it_does_not_have():
    module = plugin()

    @hookimpl
    def mycelium_passes(config):
        return []

    module.mycelium_passes = mycelium_passes  # type: ignore[attr-defined]
    assert [code for code, _ in problems_of(module)] == ["MYC192"]


def test_a_hook_that_is_a_wrapper():
    module = plugin()

    @pytest.hookimpl  # a marker of another project is no hook of ours
    def mycelium_goals():
        raise AssertionError

    from pluggy import HookimplMarker

    @HookimplMarker("mycelium")(wrapper=True)
    def mycelium_passes():
        return (yield)

    module.mycelium_passes = mycelium_passes  # type: ignore[attr-defined]
    module.mycelium_goals = mycelium_goals  # type: ignore[attr-defined]
    ((code, message),) = problems_of(module)
    assert (code, "wrapper" in message) == ("MYC192", True)


@pytest.mark.parametrize(
    ("hooks", "says"),
    [
        ({"passes": None}, "returned nothing, not a list"),
        ({"passes": "split"}, "returned str 'split', not a list"),
        ({"passes": spec_of(Split)}, "not a list of PassSpec"),
        ({"passes": (x for x in ())}, "returned a generator"),
        ({"passes": ["split"]}, "a list with str 'split', not a PassSpec"),
        ({"passes": [Split]}, "not a PassSpec"),
        ({"functions": [HALVING]}, "not a Function"),
        ({"commands": RuntimeError("out of order")}, "raised RuntimeError: out of order"),
        ({"passes": [PassSpec("Bad Name", "a:b", "x")]}, "the name does not match"),
        ({"passes": [PassSpec("", "a:b", "x")]}, "the name does not match"),
        ({"passes": [PassSpec(3, "a:b", "x")]}, "the name does not match"),
        ({"passes": [PassSpec("ok", "a.b", "x")]}, "not `module:object`"),
        ({"passes": [PassSpec("ok", None, "x")]}, "not `module:object`"),
        ({"passes": [PassSpec("ok", "a:b", "")]}, "not one line of text"),
        ({"passes": [PassSpec("ok", "a:b", "x\ny")]}, "not one line of text"),
        (
            {"passes": [PassSpec("ok", "a:b", "x", requires=frozenset({"claues"}))]},
            "did you mean `clauses`?",
        ),
        ({"passes": [PassSpec("ok", "a:b", "x", provides="typed")]}, "not a set of facts"),
        ({"datasets": [DatasetSpec("a b", "a:b", "x")]}, "the name does not match"),
        ({"pipelines": [PipelineSpec("ok", 3, "x")]}, "`text` is not a text"),
        ({"functions": [dataclasses.replace(FIBONACCI, name="+")]}, "the name does not match"),
        ({"functions": [dataclasses.replace(FIBONACCI, lower="f")]}, "not `module:object`"),
        ({"functions": [dataclasses.replace(FIBONACCI, result="number")]}, "not a kind"),
        ({"functions": [dataclasses.replace(FIBONACCI, operands=("x",))]}, "tuple of kinds"),
        ({"functions": [dataclasses.replace(FIBONACCI, optional=2)]}, "`optional` is more"),
        ({"operations": [dataclasses.replace(HALVING, skeletons="_")]}, "tuple of texts"),
        ({"operations": [dataclasses.replace(HALVING, skeletons=("_ +",))]}, "is no expression"),
        ({"operations": [dataclasses.replace(HALVING, result=3)]}, "not a kind"),
        ({"goals": [dataclasses.replace(GOAL, kinds=[Kind.NUMBER])]}, "tuple of kinds"),
    ],
)
def test_a_plugin_that_returns_nonsense(hooks, says):
    ((code, message),) = problems_of(plugin(**hooks))
    assert code == "MYC193"
    assert says in message


@pytest.mark.parametrize(
    ("hooks", "says"),
    [
        ({"functions": [dataclasses.replace(FIBONACCI, name="gcd")]}, "function `gcd` is taken"),
        ({"functions": [dataclasses.replace(FIBONACCI, name="pi")]}, "the name of a constant"),
        ({"operations": [dataclasses.replace(HALVING, name="add")]}, "operation `add` is taken"),
        ({"goals": [dataclasses.replace(GOAL, name="integer")]}, "goal type `integer` is taken"),
        ({"passes": [spec_of(Split), spec_of(Split)]}, "`odd.split` is offered twice"),
        (
            {"passes": [spec_of(Split)], "pipelines": [PipelineSpec("split", "split", "x")]},
            "`odd.split` is offered twice",
        ),
        ({"datasets": [DATASET, DATASET]}, "`odd.little-set` is offered twice"),
    ],
)
def test_a_taken_name(hooks, says):
    ((code, message),) = problems_of(plugin(**hooks))
    assert code == "MYC194"
    assert says in message


def test_a_plugin_with_a_bad_offer_keeps_its_sound_ones():
    taken = dataclasses.replace(FIBONACCI, name="gcd")
    found = load(odd=plugin(functions=[taken, FIBONACCI, "nonsense"], passes=[spec_of(Split)]))
    assert [p.code for p in found.problems] == ["MYC193", "MYC194"]
    assert "fibonacci_test" in found.language.functions
    assert found.language.functions["gcd"].plugin == ""
    assert found.infos[-1].problems == found.problems
    assert found.infos[-1].offers == {"passes": 1, "functions": 1}


def test_the_first_of_two_plugins_has_the_function():
    found = load(a=plugin(functions=[FIBONACCI]), b=plugin(functions=[FIBONACCI]))
    assert found.language.functions["fibonacci_test"].plugin == "a"
    assert [(p.subject, p.code) for p in found.problems] == [("b", "MYC194")]
    assert "is taken already, by a" in found.problems[0].message


def test_two_plugins_of_one_name_and_a_name_that_is_none():
    found = load_plugins({"mycelium": plugin(), "Odd Name": plugin()}, installed=False)
    assert [p.code for p in found.problems] == ["MYC194", "MYC193"]


def test_a_module_that_answers_to_everything():
    class Everything(types.ModuleType):
        def __getattr__(self, name: str) -> object:
            return self

    assert [code for code, _ in problems_of(Everything("everything"))] == ["MYC191"]


# ---------------------------------------------------------------- objects that do not fit


class NotAPass:
    name = "split"


class Thawed(Split):
    """Derived, and no dataclass of its own."""


@dataclasses.dataclass(frozen=True)
class Abstract(Pass):
    """Has no `run`."""

    name = "abstract"


class NoDataclass(Pass):
    name = "split"

    def run(self, batch, context):
        return [[c] for c in batch]


sys.modules.setdefault("objects_that_do_not_fit", types.ModuleType("objects_that_do_not_fit"))
for kind in (NotAPass, Thawed, Abstract, NoDataclass):
    setattr(sys.modules["objects_that_do_not_fit"], kind.__name__, kind)


@pytest.mark.parametrize(
    ("spec", "code", "says"),
    [
        (PassSpec("split", "no_such_module:X", "x"), "MYC195", "install `no_such_module`"),
        (PassSpec("split", "toy_passes:Nothing", "x"), "MYC195", "AttributeError"),
        (PassSpec("split", "toy_passes:spec_of", "x"), "MYC195", "not a class derived from"),
        (PassSpec("split", "objects_that_do_not_fit:NotAPass", "x"), "MYC195", "not a class"),
        (PassSpec("split", "objects_that_do_not_fit:Thawed", "x"), "MYC195", "frozen dataclass"),
        (
            PassSpec("split", "objects_that_do_not_fit:NoDataclass", "x"),
            "MYC195",
            "frozen dataclass",
        ),
        (PassSpec("other", "toy_passes:Split", "x"), "MYC196", "calls itself 'split'"),
        (PassSpec("split", "toy_passes:Split", "x"), "MYC196", "says requires nothing"),
        (
            dataclasses.replace(spec_of(Split), invalidates=frozenset({"goal"})),
            "MYC196",
            "says invalidates goal, its class nothing",
        ),
    ],
)
def test_an_object_that_does_not_fit_its_specification(spec, code, says):
    found = load(odd=plugin(passes=[spec]))
    with pytest.raises(MyceliumError) as caught:
        next(iter(found.passes.values())).resolve()
    assert caught.value.code == code
    assert says in str(caught.value)


def test_a_pass_that_cannot_be_made():
    from mycelium.pipeline import parse_pipeline

    spec = PassSpec("abstract", "objects_that_do_not_fit:Abstract", "x")
    with pytest.raises(MyceliumError, match="MYC159"):
        parse_pipeline("abstract", load(odd=plugin(passes=[spec])))
