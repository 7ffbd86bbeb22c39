"""A pipeline is text and data, is edited, and is checked before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_passes import Colour, Options, Target, plugin, spec_of

from mycelium.hookspecs import hookimpl
from mycelium.pipeline import check, default_text, order_problems, parse_pipeline
from mycelium.plugins import load_plugins
from mycelium.specs import PassSpec, PipelineSpec
from mycelium_ir.diagnostics import MyceliumError


def error_of(call, *args, **kwargs):
    with pytest.raises(MyceliumError) as caught:
        call(*args, **kwargs)
    return caught.value


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("split", "toy.split"),
        (" split ,\n toy.count ", "toy.split,toy.count"),
        ("count{limit=2,total=false}", "toy.count{total=false,limit=2}"),
        ("count{ total = true }", "toy.count"),
        ("wire,bridge,fill,wire", "toy.wire,toy.bridge,toy.fill,toy.wire"),
        ("sums", "toy.split,toy.count,toy.wire,toy.target"),
        ("split,sums", "toy.split,toy.split,toy.count,toy.wire,toy.target"),
        ("options{whole=-3}".replace("-3", "+3"), "toy.options{whole=3}"),
    ],
)
def test_canonical_text(pipe, text, canonical):
    pipeline = pipe(text)
    assert str(pipeline) == canonical
    assert str(pipe(canonical)) == canonical
    assert pipe(canonical) == pipeline
    assert pipe(canonical).fingerprint == pipeline.fingerprint


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ("whole=12", {"whole": 12}),
        ("share=2", {"share": 2.0}),
        ("share=1e-3", {"share": 0.001}),
        ("share=-inf", {"share": float("-inf")}),
        ("flag=true", {"flag": True}),
        ("text=word", {"text": "word"}),
        ("text=12", {"text": "12"}),
        ("text=true", {"text": "true"}),
        ('text="a, b} \\"c\\" é\\n"', {"text": 'a, b} "c" é\n'}),
        ('text=""', {"text": ""}),
        ("maybe=3", {"maybe": 3}),
        ("maybe=none", {"maybe": None}),
        ("either=7", {"either": 7}),
        ('either="7"', {"either": "7"}),
        ("either=seven", {"either": "seven"}),
        ("many=[1,2,3]", {"many": (1, 2, 3)}),
        ("many=[]", {"many": ()}),
        ("pair=[x, 2]", {"pair": ("x", 2.0)}),
        ('words=[one,"two three"]', {"words": ("one", "two three")}),
        ("mode=exact", {"mode": "exact"}),
        ("colour=blue", {"colour": Colour.BLUE}),
        ("path=a/b.txt", {"path": Path("a/b.txt")}),
    ],
)
def test_options_are_typed_and_print_back(pipe, options, value):
    pipeline = pipe(f"options{{{options}}}")
    assert pipeline.stages[0].instance == Options(**value)
    assert pipe(str(pipeline)) == pipeline


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("whole=1.5", "a whole number"),
        ('whole="1"', "a whole number"),
        ("whole=" + "9" * 400, "a whole number"),
        ("share=much", "a number"),
        ("share=nan", "a number"),
        ("flag=1", "true or false"),
        ("text=[1]", "a text"),
        ("maybe=some", "none or a whole number"),
        ("many=3", "a list"),
        ("many=[1,x]", "a whole number"),
        ("pair=[x]", "a list of 2 values"),
        ("mode=slow", "one of fast, exact"),
        ("colour=green", "one of red, blue"),
    ],
)
def test_a_wrong_value_is_pointed_at(pipe, options, says):
    error = error_of(pipe, f"split,options{{{options}}}")
    assert error.code == "MYC154"
    assert says in str(error)
    assert "^" in str(error)


def test_all_wrong_options_are_told_at_once(pipe):
    error = error_of(pipe, "options{whol=1,flag=2},count{limt=1}")
    assert [d.code for d in error.diagnostics] == ["MYC153", "MYC154", "MYC153"]
    assert error.diagnostics[0].hint == "did you mean `whole`?"
    assert error.diagnostics[2].hint == "did you mean `limit`?"


def test_a_pass_without_options_says_so(pipe):
    assert error_of(pipe, "split{x=1}").diagnostics[0].hint == "it has no options"


def test_a_needed_option(pipe):
    assert error_of(pipe, "needy").code == "MYC154"
    assert pipe("needy{size=3}").stages[0].instance.options == {"size": 3}


def test_a_pass_may_refuse_its_options(pipe):
    error = error_of(pipe, "options{whole=-1}")
    assert error.code == "MYC159"
    assert "whole must not be negative" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "split,",
        "split wire",
        "split,,wire",
        "9split",
        "split{",
        "split{}",
        "count{total}",
        "count{total=}",
        "count{total=true",
        "count{total=true total}",
        "count{total=true,total=false}",
        "options{many=[1,}",
        "options{many=[[[[[[[1]]]]]]]}",
        'options{text="a}',
        'options{text="\\x"}',
        "split}",
        "split]",
        "a" * 200_000,
    ],
)
def test_a_text_that_is_no_pipeline(pipe, text):
    assert error_of(pipe, text).code == "MYC150"


# ---------------------------------------------------------------- names


def test_an_unknown_pass_names_the_nearest(pipe):
    error = error_of(pipe, "split,cuont,wier")
    assert [d.code for d in error.diagnostics] == ["MYC151", "MYC151"]
    assert [d.hint for d in error.diagnostics] == ["did you mean `count`?", "did you mean `wire`?"]


def test_a_bare_name_that_two_plugins_offer_is_ambiguous(toys):
    other = plugin(passes=[spec_of(Options)])
    both = load_plugins({"one": other, "two": plugin(passes=[spec_of(Options)])}, installed=False)
    error = error_of(parse_pipeline, "options", both)
    assert error.code == "MYC152"
    assert "`one.options`, `two.options`" in str(error)
    assert str(parse_pipeline("two.options", both)) == "two.options"


def test_the_plugin_is_part_of_the_fingerprint():
    both = load_plugins(
        {"one": plugin(passes=[spec_of(Options)]), "two": plugin(passes=[spec_of(Options)])},
        installed=False,
    )
    one, two = parse_pipeline("one.options", both), parse_pipeline("two.options", both)
    assert one.fingerprint != two.fingerprint
    assert parse_pipeline("one.options{whole=2}", both).fingerprint != one.fingerprint


def test_a_pipeline_that_stands_for_itself():
    loop = plugin(pipelines=[PipelineSpec("a", "b", "one"), PipelineSpec("b", "a", "two")])
    error = error_of(parse_pipeline, "a", load_plugins({"loop": loop}, installed=False))
    assert error.code == "MYC157"
    assert "loop.a → loop.b → loop.a" in str(error)


def test_a_pipeline_takes_no_options(pipe):
    assert error_of(pipe, "sums{x=1}").code == "MYC153"


def test_without_trained_passes_there_is_no_default(toys):
    error = error_of(default_text, toys)
    assert error.code == "MYC158"
    assert "--passes sums" in str(error)


def test_the_built_in_plugin_alone_offers_the_default():
    greedy = plugin(pipelines=[PipelineSpec("default", "split", "mine")])
    found = load_plugins({"greedy": greedy}, installed=False)
    assert [d.code for d in found.problems] == ["MYC194"]
    assert "greedy.default" not in found.pipelines


# ---------------------------------------------------------------- edits


def test_swap_replaces_every_occurrence(pipe, toys):
    pipeline = pipe("count{limit=2},wire,bridge,fill,wire").swap("wire=target", toys)
    assert str(pipeline) == "toy.count{limit=2},toy.target,toy.bridge,toy.fill,toy.target"


def test_swap_does_not_hand_options_on(pipe, toys):
    assert str(pipe("fill{value=3}").swap("fill=fill", toys)) == "toy.fill"
    assert str(pipe("fill").swap("toy.fill = fill{value=3}", toys)) == "toy.fill{value=3}"


def test_without_and_stop_after(pipe):
    pipeline = pipe("split,count,wire,bridge,fill,wire,target")
    assert str(pipeline.without("bridge").without("fill")) == (
        "toy.split,toy.count,toy.wire,toy.wire,toy.target"
    )
    assert str(pipeline.without("wire#2")) == (
        "toy.split,toy.count,toy.wire,toy.bridge,toy.fill,toy.target"
    )
    assert str(pipeline.stop_after("wire")) == "toy.split,toy.count,toy.wire"
    assert str(pipeline.stop_after("toy.wire#2")).endswith("toy.fill,toy.wire")
    assert pipeline.labels == ("split", "count", "wire", "bridge", "fill", "wire#2", "target")
    assert pipeline.indices("wire") == (2, 5)


@pytest.mark.parametrize("name", ["wier", "wire#3", "wire#x", "toy.wier", ""])
def test_an_edit_that_matches_nothing(pipe, toys, name):
    pipeline = pipe("split,count,wire")
    for edit in (pipeline.without, pipeline.stop_after, pipeline.indices):
        assert error_of(edit, name).code == "MYC156"
    if name == "wier":
        assert error_of(pipeline.swap, "wier=fill", toys).diagnostics[0].hint == (
            "did you mean `wire`?"
        )


def test_a_pipeline_is_never_left_empty(pipe):
    assert error_of(pipe("wire").without, "wire").code == "MYC156"


@pytest.mark.parametrize("text", ["wire", "wire=", "=fill", "wire=fill fill"])
def test_a_swap_that_says_nothing(pipe, toys, text):
    assert error_of(pipe("wire").swap, text, toys).code == "MYC150"


def test_a_pass_that_is_edited_out_is_never_imported():
    missing = PassSpec("heavy", "a_module_that_is_not_there:Heavy", "needs much")
    found = load_plugins({"p": plugin(passes=[missing, spec_of(Options)])}, installed=False)
    for edit in (
        {"swap": ["heavy=options"]},
        {"without": ["heavy"]},
        {"stop_after": "options"},
    ):
        assert "heavy" not in str(parse_pipeline("options,heavy", found, **edit))
    error = error_of(parse_pipeline, "heavy", found)
    assert error.code == "MYC195"
    assert "install `a_module_that_is_not_there`" in str(error)


# ---------------------------------------------------------------- order


def test_a_pipeline_in_order(pipe, toys):
    check(pipe("split,count,wire,bridge,fill,wire,target"), {"problem"}, toys)


def test_a_pass_that_lacks_a_fact_is_named_with_its_remedy(pipe, toys):
    error = error_of(check, pipe("split,wire,count"), {"problem"}, toys)
    assert [d.code for d in error.diagnostics] == ["MYC155"]
    assert "`toy.wire` at place 2 of 3 needs the fact `expressions`" in str(error)
    assert "`toy.count` provides it: put it before `toy.wire`" in str(error)
    elsewhere = error_of(check, pipe("weigher"), {"problem"}, toys)
    assert "`toy.split`" in elsewhere.diagnostics[0].hint


def test_each_lacking_fact_is_told_once(pipe, toys):
    problems = order_problems(pipe("target,target"), {"problem"}, toys)
    assert [d.message.split("`")[3] for d in problems] == ["answer", "wired"]


def test_an_invalidated_fact_is_lost_with_those_that_rest_on_it(pipe, toys):
    error = error_of(check, pipe("count,wire,bridge,target"), {"problem"}, toys)
    assert "the fact `wired`, which `toy.bridge` takes away" in str(error)


def test_a_half_compiled_program_brings_its_facts(pipe, toys):
    check(pipe("target"), {"wired", "answer"}, toys)
    assert order_problems(pipe("wire"), {"problem"}, toys)
    assert order_problems(pipe("split"), set(), toys)[0].hint.startswith("give the program")


def test_a_fact_that_no_pass_provides(toys):
    alone = load_plugins({"p": plugin(passes=[spec_of(Target)])}, installed=False)
    problems = order_problems(parse_pipeline("target", alone), {"wired"}, alone)
    assert "no pass that is installed provides it" in problems[0].hint


def test_the_hook_marker_is_the_projects():
    assert hookimpl.project_name == "mycelium"
