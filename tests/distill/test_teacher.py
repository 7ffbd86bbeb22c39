"""A teacher learns from training rows alone, and what it writes is kept if it is right."""

import json
from dataclasses import replace

import pytest
from tiny_teacher import teacher_folder, written_row, written_rows

from mycelium.executor import Executor
from mycelium_distill.teacher import sampling
from mycelium_distill.teacher.folder import load_teacher, read_template
from mycelium_distill.teacher.recipe import read_recipe, recipe_of, shipped
from mycelium_distill.teacher.sampling import Sampling
from mycelium_distill.teacher.teaching import teach, trainable, training_pairs, training_recipe
from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.trunk import Generated

TEMPLATE = "Q: {problem}\nA:\n"


@pytest.fixture(scope="module")
def executor():
    with Executor(workers=1) as found:
        yield found


@pytest.mark.parametrize("family", ["llama", "qwen2"])
def test_a_teacher_is_taught_and_asked(family, tmp_path, executor):
    base = teacher_folder(tmp_path / "base", family)
    recipe = recipe_of(
        {
            "trunk": str(base),
            "prompt": TEMPLATE,
            "training": {
                "steps": 6,
                "tokens_per_step": 600,
                "learning_rate": 1e-2,
                "prompt_loss": 0.1,
            },
        },
        "test",
    )
    rows = written_rows(12)
    told = teach(rows, recipe, tmp_path / "teacher", log=lambda _: None)
    assert told["rows"] == {"own": 6}
    teacher = load_teacher(tmp_path / "teacher")
    assert teacher.template == read_template(tmp_path / "teacher") == TEMPLATE
    assert teacher.weights != load_teacher(base).weights
    found = sampling.sample(teacher, rows[:2], Sampling(2, 0.7, 12), executor, log=lambda _: None)
    assert found.problems == 2
    assert len(found.rows) + sum(found.fallen.values()) == 4


def test_no_steps_take_the_model_as_it_is(tmp_path):
    base = teacher_folder(tmp_path / "base")
    recipe = recipe_of({"trunk": str(base), "training": {"steps": 0}}, "test")
    assert training_recipe(recipe) is None
    teach([], recipe, tmp_path / "teacher", log=lambda _: None)
    before, after = load_teacher(base), load_teacher(tmp_path / "teacher")
    assert all(
        bool((a == b).all())
        for a, b in zip(before.model.parameters(), after.model.parameters(), strict=True)
    )


def test_only_training_rows_are_learnt_from():
    rows = written_rows(40)
    pairs = training_pairs(rows, TEMPLATE)
    assert len(pairs) == 20
    wanted = [row for row in rows if row.split == "train"]
    assert [pair.target for pair in pairs] == [row.solution for row in wanted]
    assert pairs[0].prompt == f"Q: {wanted[0].problem}\nA:\n"


def test_a_training_row_like_a_measured_one_is_left_out():
    held = written_row(1, "report")
    numbers = str.maketrans("123456789", "234567891")
    copy = replace(held, id="copy", split="train", problem=held.problem.translate(numbers))
    other = written_row(2, "train")
    assert copy.problem != held.problem
    assert trainable([held, copy, other]) == [other]
    with pytest.raises(MyceliumError) as raised:
        training_pairs([held, copy], TEMPLATE)
    assert raised.value.code == "MYC288"


def test_what_a_teacher_writes_is_kept_only_if_it_is_right(monkeypatch, executor):
    row = written_row(5)
    step = row.solution.split("\n")
    right = f"First, {step[0]}\nThen {step[1]}\n#### {row.answer}"
    wrong_answer = f"{step[0]}\n#### 7"
    texts = [right, right + " ", row.solution, wrong_answer, "I do not know."]
    monkeypatch.setattr(
        "mycelium_passes.trunk.generate",
        lambda *_, **__: [[Generated(text, -1.0, finished=True) for text in texts]],
    )

    class Nobody:
        trunk = None
        template = TEMPLATE

    found = sampling.sample(Nobody(), [row], Sampling(), executor, log=lambda _: None)
    (kept,) = found.rows
    assert kept.solution == right
    assert kept.id == "own/5#0"
    assert kept.source == "own.sample"
    assert kept.split == row.split
    assert found.solved == 1
    assert found.fallen["written already"] == 2
    assert sum(found.fallen.values()) == 4


def test_recipes_that_ship_can_be_read():
    assert {"smollm2-135m", "qwen2.5-math-7b-instruct"} <= set(shipped())
    for name in shipped():
        recipe = read_recipe(name)
        assert recipe.prompt.count("{problem}") == 1
        training_recipe(recipe)
        Sampling(**recipe.sampling)
    assert read_recipe("qwen2.5-math-7b-instruct").trunk == "Qwen/Qwen2.5-Math-7B-Instruct"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, "names no trunk"),
        ({"trunk": "x", "promt": ""}, "`promt` is no key"),
        ({"trunk": "x", "prompt": "no place"}, "does not name {problem}"),
        ({"trunk": 3}, "of a wrong kind"),
        ({"trunk": "x", "dtype": "int4"}, "no dtype"),
    ],
)
def test_an_unfit_recipe_is_refused(found, said):
    with pytest.raises(MyceliumError) as raised:
        recipe_of(found, "test")
    assert raised.value.code == "MYC282"
    assert said in raised.value.diagnostics[0].message


def test_a_recipe_file_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("trunk = 'x'\n[training]\nsteps = 3\n")
    assert read_recipe(str(path)).training == {"steps": 3}
    with pytest.raises(MyceliumError) as raised:
        read_recipe("smolm2-135m")
    assert "smollm2-135m" in json.dumps(raised.value.diagnostics[0].hint)


def test_a_folder_without_a_model_is_no_teacher(tmp_path):
    with pytest.raises(MyceliumError) as raised:
        load_teacher(tmp_path)
    assert raised.value.code == "MYC286"
