"""Variants as text, and studies as files: what is read, what is refused and where it points."""

from __future__ import annotations

from pathlib import Path

import counting
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycelium.evaluation.ablation.study import Study
from mycelium.evaluation.ablation.study_file import read_study
from mycelium.evaluation.ablation.variants import (
    REFERENCE,
    Variant,
    arms_of,
    left_out,
    read_variant,
    swapped,
)
from mycelium.plugins import Plugins, load_plugins
from mycelium_ir.diagnostics import Diagnostic, MyceliumError


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """The built-in plugin, and the passes of `counting.py`."""
    return load_plugins({"counting": counting}, installed=False)


def refused(*variants: Variant, passes: str | None = "sums", plugins: Plugins) -> list[Diagnostic]:
    with pytest.raises(MyceliumError) as caught:
        arms_of(passes, variants, plugins)
    return list(caught.value.diagnostics)


# --------------------------------------------------------------------------- variants


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("a: swap x=y", Variant("a", swap=("x=y",))),
        ("no b : without b", Variant("no b", without=("b",))),
        (
            "both: swap x=p.x{beams=4,t=[1,2]}, without b, without c#2",
            Variant("both", ("x=p.x{beams=4,t=[1,2]}",), ("b", "c#2")),
        ),
        ("one: passes a, b,c", Variant("one", passes="a, b,c")),
        ("one: passes a, b {k=1}, without b", Variant("one", (), ("b",), "a, b {k=1}")),
        ("s: swap x=y,z, swap u=v", Variant("s", ("x=y,z", "u=v"))),
        (
            's: swap x=y{t="a, without b"}, without c',
            Variant("s", ('x=y{t="a, without b"}',), ("c",)),
        ),
    ],
)
def test_variants_are_read(text: str, variant: Variant) -> None:
    assert read_variant(text) == variant
    assert read_variant(f"{variant.name}: {variant}") == variant


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("swap x=y", "it has no name", "NAME: swap"),
        (": swap x=y", "it has no name", "NAME: swap"),
        ("a:", "an edit is missing", "an edit begins with"),
        ("a: swap x=y,", "an edit is missing", "an edit begins with"),
        ("a: withuot b", "`withuot b` is no edit", "without"),
        ("a: swap x=y, withot b", "`withot b` is no edit", "without"),
        ("a: passes b, passes c", "it names `passes` twice", "one pipeline"),
        (f"{'a' * 81}: without b", "its name cannot be used", "1 to 80"),
        ("a\x07: without b", "its name cannot be used", "1 to 80"),
    ],
)
def test_what_is_no_variant(text: str, message: str, hint: str) -> None:
    with pytest.raises(MyceliumError) as caught:
        read_variant(text)
    (found,) = caught.value.diagnostics
    assert found.code == "MYC256"
    assert message in found.message
    assert hint in (found.hint or "")


def test_pipelines_are_made(plugins: Plugins) -> None:
    both = Variant("both", ("join=join{way=times}",), ("aim",))
    arms = arms_of("sums", [left_out("aim"), both, Variant("own", passes="take,join")][:2], plugins)
    assert [arm.name for arm in arms] == [REFERENCE, "without aim", "both"]
    assert [str(arm.pipeline) for arm in arms] == [
        "counting.take,counting.join,counting.aim",
        "counting.take,counting.join",
        "counting.take,counting.join{way=times}",
    ]


def test_long_names_are_cut() -> None:
    assert len(swapped("join=" + "x" * 200).name) == 80


def test_an_ill_ordered_variant_is_named_before_anything_runs(plugins: Plugins) -> None:
    counting.cleared()
    first, second, third = refused(
        left_out("take"), left_out("goal"), swapped("join=jion"), plugins=plugins
    )
    assert first.code == "MYC155"
    assert "variant `without take`: pass `counting.join`" in first.message
    assert "needs the fact `expressions`" in first.message
    assert (second.code, second.hint) == (
        "MYC156",
        "its passes are counting.take, counting.join, counting.aim",
    )
    assert third.code == "MYC151"
    assert "variant `swap join=jion`" in third.message
    assert third.hint is not None
    assert "join" in third.hint
    assert counting.CALLS == []


def test_an_ill_ordered_reference_is_named(plugins: Plugins) -> None:
    (found,) = refused(left_out("aim"), passes="join,aim", plugins=plugins)
    assert found.message.startswith("the reference: pass `counting.join`")


def test_variants_that_cannot_be_told_apart(plugins: Plugins) -> None:
    (none,) = refused(plugins=plugins)
    assert (none.code, "nothing to compare" in none.message) == ("MYC257", True)
    (again,) = refused(left_out("aim"), left_out("counting.aim"), plugins=plugins)
    assert "`without counting.aim` runs the same passes as `without aim`" in again.message
    (same,) = refused(swapped("join=join{way=plus}"), plugins=plugins)
    assert "runs the same passes as the reference, so it changes nothing" in same.message
    (name,) = refused(
        Variant("a", without=("aim",)), Variant("a", ("join=join{way=times}",)), plugins=plugins
    )
    assert "two variants are called `a`" in name.message
    (taken,) = refused(Variant(REFERENCE, without=("aim",)), plugins=plugins)
    assert "is what the pipeline as given is called" in taken.message


# --------------------------------------------------------------------------- files


FULL = """\
# a study
dataset = "own.jsonl"
split = "all"
data = "../data"
limit = 20
seed = 7
strict = true
passes = "sums"
timeout = 2.5
memory = 300

[[variant]]
name = "no goal"
without = "aim"

[[variant]]
name = "times, no goal"
swap = ["join=join{way=times}"]
without = ["aim"]

[outputs]
rows = "rows"
html = "out/page.html"
png = "chart.png"
"""


def test_a_study_is_read(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(FULL)
    assert read_study(path) == Study(
        dataset=str(tmp_path / "own.jsonl"),
        split="all",
        data=tmp_path / "../data",
        limit=20,
        seed=7,
        strict=True,
        passes="sums",
        timeout=2.5,
        memory=300,
        variants=(
            Variant("no goal", without=("aim",)),
            Variant("times, no goal", ("join=join{way=times}",), ("aim",)),
        ),
        rows=tmp_path / "rows",
        html=tmp_path / "out/page.html",
        png=tmp_path / "chart.png",
    )


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
names = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
variants = st.builds(
    Variant,
    names,
    st.lists(texts, max_size=2).map(tuple),
    st.lists(texts, min_size=1, max_size=2).map(tuple),
    st.none() | texts,
)


@given(
    study=st.builds(
        Study,
        dataset=texts.filter(lambda t: "." not in t) | st.just("a/b.jsonl"),
        split=st.none() | texts,
        limit=st.none() | st.integers(1, 10**9),
        seed=st.integers(-5, 10**9),
        strict=st.booleans(),
        passes=st.none() | texts,
        timeout=st.none() | st.floats(0.01, 1e6),
        memory=st.none() | st.integers(1, 10**6),
        variants=st.lists(variants, max_size=3).map(tuple),
        html=st.none() | st.just(Path("a/page.html")),
        data=st.none() | st.just(Path("/abs/data")),
    )
)
def test_a_study_comes_back_from_its_file(
    study: Study, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("study", numbered=True)
    path = folder / "study.toml"
    path.write_text(study.to_toml(Path()), encoding="utf-8")
    read = read_study(path)
    assert read.to_toml(folder) == study.to_toml(Path())
    assert read.variants == study.variants
    assert (read.limit, read.seed, read.timeout) == (study.limit, study.seed, study.timeout)


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('dataset = "a"\nlimt = 3\n', 2, "no key `limt`", "limit"),
        ('datset = "a"\n', None, "names no dataset", "dataset"),
        ('datset = "a"\n', 1, "no key `datset`", "dataset"),
        ('dataset = "a"\nlimit = "3"\n', 2, "`limit` is of the wrong kind", "whole number"),
        ('dataset = "a"\nlimit = true\n', 2, "`limit` is of the wrong kind", "whole number"),
        ('dataset = "a"\nlimit = 0\n', 2, "`limit` is 0", "1 or more"),
        ('dataset = "a"\n\n[outputs]\nhtm = "x"\n', 4, "no key `htm` in [outputs]", "html"),
        ('dataset = "a"\n[output]\nhtml = "x"\n', 2, "no key `output`", "outputs"),
        ('dataset = "a"\n[[variants]]\nname = "x"\n', 2, "no key `variants`", "variant"),
        (
            'dataset = "a"\n[[variant]]\nname = "x"\nwithout = "b"\n[[variant]]\n'
            'name = "y"\nwithot = "b"\n',
            7,
            "no key `withot` in a variant",
            "without",
        ),
        ('dataset = "a"\n[[variant]]\nwithout = "b"\n', 2, "variant 1 has no name", "name ="),
        ('dataset = "a"\n[[variant]]\nname = "b"\n', 3, "it changes nothing", "without"),
        ('dataset = "a"\n[[variant]]\nname = "b"\nswap = [1]\n', 4, "is no text", "a list"),
        ('dataset = "a"\n[variant]\nname = "b"\n', 2, "`variant` is of the wrong", "[[variant]]"),
        ('dataset = "a\n', 1, "the study is no TOML", "quotes"),
        ('dataset = "a"\nseed = = 1\n', 2, "the study is no TOML", "quotes"),
        ('dataset = "a"\nseed = 1\nseed = 2\n', 3, "the study is no TOML", "quotes"),
        ('dataset = """a\n', 2, "the study is no TOML", "quotes"),
    ],
)
def test_what_is_wrong_in_a_file_is_shown_at_its_line(
    tmp_path: Path, text: str, line: int | None, message: str, hint: str
) -> None:
    path = tmp_path / "study.toml"
    path.write_text(text)
    with pytest.raises(MyceliumError) as caught:
        read_study(path)
    found = [d for d in caught.value.diagnostics if message in d.message]
    assert found, caught.value
    assert found[0].code in ("MYC255", "MYC256")
    assert hint in (found[0].hint or "")
    assert found[0].to_json()["line"] == line
    assert found[0].to_json()["file"] == (str(path))


def test_all_errors_of_a_file_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text('sed = 1\n[[variant]]\nnam = "x"\n')
    with pytest.raises(MyceliumError) as caught:
        read_study(path)
    assert len(caught.value.diagnostics) == 4


def test_the_commands_of_a_study() -> None:
    study = Study(
        "own.jsonl",
        limit=5,
        strict=True,
        passes="sums",
        variants=(
            left_out("aim"),
            swapped("join=join{way=times}"),
            Variant("it's both", ("join=join{way=times}",), ("aim",)),
            Variant("other", passes="take,join"),
        ),
    )
    assert study.command() == (
        "mycelium ablate own.jsonl --passes sums --limit 5 --strict --without=aim "
        "'--swap=join=join{way=times}' "
        "'--variant=it'\"'\"'s both: swap join=join{way=times}, without aim' "
        "'--variant=other: passes take,join'"
    )
    assert study.command_of(study.variants[2]) == (
        "mycelium eval own.jsonl --passes sums --limit 5 --strict "
        "'--swap=join=join{way=times}' --without=aim"
    )
    assert study.command_of(study.variants[3]) == (
        "mycelium eval own.jsonl --passes take,join --limit 5 --strict"
    )
