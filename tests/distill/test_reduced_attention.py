"""The reduced attention is transformers' own, summed up on the way."""

import dataclasses

import numpy as np
import pytest
import torch
from tiny_models import tiny_model
from tiny_teacher import teacher_folder, written_rows

from mycelium_distill.teacher.folder import load_teacher
from mycelium_distill.traces.calibration import Boundary, Calibration, Triple
from mycelium_distill.traces.interface import forward, reduced_attention
from mycelium_distill.traces.pooling import fit_projection, pooled_layers, pooling_weights
from mycelium_distill.traces.reduction import Reduction, Survey, collate
from mycelium_distill.traces.tracing import place_all, survey, trace
from mycelium_ir.diagnostics import MyceliumError

FAMILIES = ("llama", "qwen2")

CALIBRATION = Calibration(
    triples=(
        Triple("before", 0, 1, 0.2, 1.0),
        Triple("own", 1, 3, 0.5, 1.0),
        Triple("after", 1, 0, 0.3, 1.0),
    ),
    boundary=Boundary(
        heads=((0, 2), (1, 3), (1, 1), (0, 0)),
        mean=(0.0,) * 4,
        scale=(1.0,) * 4,
        weights=((1.0,) * 4,) * 4,
    ),
)


class Everything:
    """Keeps all attention, as the reduction never does."""

    def __init__(self, rows):
        self.rows, self.layers = rows, []

    def read(self, layer, rows):
        assert layer == len(self.layers)
        self.layers.append(rows.of(slice(None), self.rows))


@pytest.fixture(params=FAMILIES)
def teacher(request, tmp_path):
    return load_teacher(teacher_folder(tmp_path / request.param, request.param))


@pytest.fixture
def places(teacher):
    return place_all(teacher, written_rows(5))[0]


def eager(model, ids):
    """Transformers' own attention, [L, H, T, T], and states, of one sequence."""
    model.set_attn_implementation("eager")
    with torch.inference_mode():
        found = model(
            torch.from_numpy(ids)[None], output_attentions=True, output_hidden_states=True
        )
    model.set_attn_implementation("sdpa")
    return torch.stack(found.attentions)[:, 0].numpy(), found.hidden_states


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_of_every_layer_are_transformers_own(family):
    model = tiny_model(family)
    ids = torch.randint(1, 400, (3, 17))
    everything = Everything(torch.arange(17).expand(3, -1))
    with reduced_attention(model):
        states = forward(model, ids, everything)
    model.set_attn_implementation("eager")
    with torch.inference_mode():
        plain = model(ids, output_attentions=True, output_hidden_states=True)
    for ours, theirs in zip(everything.layers, plain.attentions, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-5)
        assert torch.allclose(ours.sum(-1), torch.ones(3, 4, 17), atol=1e-5)
        assert (ours.triu(1) == 0).all()
    assert torch.allclose(states, plain.hidden_states[-1], atol=1e-4)


def test_reduced_attention_is_the_weighted_mean_of_the_plain_one(teacher, places):
    batch = collate(places, teacher.trunk.device)  # of different lengths, so padded
    reduction = Reduction(batch, CALIBRATION)
    with reduced_attention(teacher.model):
        forward(teacher.model, batch.ids, reduction)
    for one, reduced in zip(places, reduction.results(), strict=True):
        plain, _ = eager(teacher.model, one.encoded.ids)
        unsunk = plain.copy()
        unsunk[..., 0] = 0
        start, length = one.encoded.start, one.encoded.solution_length
        at = np.arange(start, start + length)
        expected = 0.2 * unsunk[0, 1, at - 1] + 0.5 * unsunk[1, 3, at] + 0.3 * unsunk[1, 0, at + 1]
        problem = one.encoded.problem_tokens
        assert np.allclose(reduced.attention, expected[:, problem], atol=1e-5)
        assert np.allclose(reduced.to_solution, expected[:, start:].sum(-1), atol=1e-5)
        assert np.allclose(reduced.earlier, expected @ one.steps.T, atol=1e-5)
        read = np.stack([unsunk[0, 2, at], unsunk[1, 3, at], unsunk[1, 1, at], unsunk[0, 0, at]])
        fractions = read[..., :start].sum(-1) / read.sum(-1)
        assert np.allclose(reduced.fractions, fractions.T, atol=1e-4)
        rows = np.stack([unsunk[0, 1], unsunk[1, 3], unsunk[1, 0]])
        for m, (before, own, after) in enumerate(one.rows):
            told = np.stack([rows[0, before], rows[1, own], rows[2, after]]) @ one.candidates.T
            told = told * one.allowed[m]
            shares = told / (told.sum(-1, keepdims=True) + 1e-6)
            weights = np.array([0.2, 0.5, 0.3])
            assert np.allclose(reduced.scores[m], weights @ shares, atol=1e-4)
            assert np.allclose(reduced.mass[m], weights @ told.sum(-1), atol=1e-5)


def test_the_survey_sees_all_heads(teacher, places):
    batch = collate(places, teacher.trunk.device)
    reader = Survey(batch, heads_at_once=3)
    with reduced_attention(teacher.model):
        forward(teacher.model, batch.ids, reader)
    for one, (evidence, fractions) in zip(places, reader.results(), strict=True):
        plain, _ = eager(teacher.model, one.encoded.ids)
        plain[..., 0] = 0
        assert evidence.shape == (3, 2, 4, len(one.operands), len(one.candidates))
        for m, rows in enumerate(one.rows):
            for position, row in enumerate(rows):
                told = plain[:, :, row] @ one.candidates.T
                assert np.allclose(evidence[position, :, :, m], told, atol=1e-5)
        assert fractions.shape == (one.encoded.solution_length, 2, 4)
        assert ((fractions >= 0) & (fractions <= 1)).all()


def test_states_are_pooled_over_expressions_and_their_ends(teacher, places):
    width = teacher.model.config.hidden_size
    assert pooled_layers(30) == (8, 15, 22, 30)
    for index, _, _, pooled in survey(teacher, places):
        one = places[index]
        _, states = eager(teacher.model, one.encoded.ids)
        weights = pooling_weights(one)
        steps = len(one.written.steps)
        assert pooled.hidden.shape == (steps, 2 * 2 * width)
        first = weights[0] @ states[1][0].numpy()
        last = weights[2 * steps - 1] @ states[2][0].numpy()
        assert np.allclose(pooled.hidden[0, :width], first, atol=1e-4)
        assert np.allclose(pooled.hidden[-1, -width:], last, atol=1e-4)
        assert pooled.question.shape == (1, 2 * width)
        # The expression of the first step, and the sign of equality that ends it.
        step = one.written.steps[0]
        solution, offsets = one.written.solution, one.encoded.solution_offsets
        inside = np.flatnonzero(weights[0]) - one.encoded.start
        cut = solution[offsets[inside[0], 0] : offsets[inside[-1], 1]]
        assert cut == solution[slice(*step.expression)]
        (end,) = np.flatnonzero(weights[steps]) - one.encoded.start
        assert solution[slice(*offsets[end])] == "="


def test_a_trace_does_not_depend_on_its_batch(teacher, places):
    alone = [trace(teacher, [one], CALIBRATION, None)[0] for one in places]
    together = trace(teacher, places, CALIBRATION, None, batch_tokens=500)
    for one, other in zip(alone, together, strict=True):
        assert one.id == other.id
        assert np.allclose(one.attention, other.attention, atol=2e-3)
        assert (one.attention.sum(axis=1) <= 1.001).all()
        assert np.allclose(one.scores, other.scores, atol=2e-3)


def test_a_projection_keeps_distances_of_what_varies():
    draw = np.random.default_rng(0)
    states = (draw.normal(size=(60, 5)) @ draw.normal(size=(5, 40))).astype("float32")
    projection = fit_projection(states, 10)
    assert projection.basis.shape == (5, 40)  # no more than there is
    kept = projection(states)
    assert np.allclose(kept.std(axis=0), 1, atol=0.02)
    assert np.allclose(kept.mean(axis=0), 0, atol=0.02)


def test_attention_that_is_not_plain_is_refused():
    from transformers import MistralConfig, MistralForCausalLM

    sizes = {"vocab_size": 50, "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1}
    heads = {"num_attention_heads": 2, "num_key_value_heads": 2, "sliding_window": 4}
    model = MistralForCausalLM(MistralConfig(**sizes, **heads)).eval()
    everything = Everything(torch.arange(6)[None])
    with reduced_attention(model), pytest.raises(MyceliumError) as raised:
        forward(model, torch.zeros(1, 6, dtype=torch.long), everything)
    assert raised.value.code == "MYC284"


def test_rows_that_are_too_long_are_named(teacher):
    rows = written_rows(2)
    long = dataclasses.replace(rows[0], id="long", problem=rows[0].problem + " so" * 2000)
    places, failures = place_all(teacher, [*rows, long])
    assert len(places) == 2
    assert [(f["id"], f["code"]) for f in failures] == [("long", "MYC287")]
