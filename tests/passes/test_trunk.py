"""A trunk reads a prompt in both directions, writes causally, and no neighbour changes that."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
import torch
from tiny_models import tiny_model, tiny_trunk

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.trunk import (
    Generated,
    Trunk,
    generate,
    packed_mask,
    prefix_mask,
)

FAMILIES = pytest.mark.parametrize("family", ["llama", "qwen2"])
PROMPTS = ["How many pens has Ann?", "Ann has 3.", "7 and 8 and 9 pens, and then some more in all?"]


def only_error(call: Any) -> Any:
    with pytest.raises(MyceliumError) as raised:
        call()
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.hint
    assert "\n" not in diagnostic.message
    return diagnostic


def logits(trunk: Trunk, tokens: list[int], prompt: int, *, prefix: bool = True) -> torch.Tensor:
    """The logits [T, V] of one text alone, its first tokens a prompt."""
    ids = torch.tensor([tokens])
    read = torch.arange(len(tokens))[None] < prompt
    mask = prefix_mask(torch.ones_like(read), read if prefix else None, torch.float32)
    with torch.no_grad():
        found: torch.Tensor = trunk.model(input_ids=ids, attention_mask=mask).logits[0]
    return found


def moved(before: torch.Tensor, after: torch.Tensor) -> list[bool]:
    """At which places two logits differ."""
    return ((before - after).abs().amax(-1) > 1e-4).tolist()


# ------------------------------------------------------------------ attention


@FAMILIES
def test_a_prompt_sees_all_of_itself_and_a_target_only_what_is_before(family: str) -> None:
    trunk = tiny_trunk(family)
    text = [5, 6, 7, 8, 20, 21, 22]
    plain = logits(trunk, text, prompt=4)
    later_prompt = logits(trunk, [5, 6, 7, 9, 20, 21, 22], prompt=4)
    later_target = logits(trunk, [5, 6, 7, 8, 20, 30, 22], prompt=4)
    assert moved(plain, later_prompt) == [True] * 7
    assert moved(plain, later_target) == [False] * 5 + [True] * 2


@FAMILIES
def test_a_causal_reader_sees_nothing_later(family: str) -> None:
    trunk = tiny_trunk(family)
    plain = logits(trunk, [5, 6, 7, 8], prompt=4, prefix=False)
    with torch.no_grad():
        usual = trunk.model(input_ids=torch.tensor([[5, 6, 7, 8]])).logits[0]
    assert torch.allclose(plain, usual, atol=1e-5)
    changed = logits(trunk, [5, 6, 9, 8], prompt=4, prefix=False)
    assert moved(plain, changed) == [False, False, True, True]


def test_a_mask_is_told_by_hand() -> None:
    real = torch.tensor([[False, True, True, True]])
    prompt = torch.tensor([[False, True, True, False]])
    sees = prefix_mask(real, prompt, torch.float32)[0, 0] == 0
    assert sees.int().tolist() == [[1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 1, 1]]
    assert prefix_mask(real, prompt, torch.bfloat16).dtype == torch.bfloat16


def test_texts_in_one_row_do_not_see_each_other() -> None:
    texts = torch.tensor([[1, 1, 2, 2, 0]])
    prompt = torch.tensor([[True, True, True, False, False]])
    sees = packed_mask(texts, prompt, torch.float32)[0, 0] == 0
    assert sees.int().tolist() == [
        [1, 1, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 1],
    ]


@FAMILIES
@pytest.mark.parametrize("prefix", [True, False])
def test_packed_texts_are_read_as_each_alone(family: str, prefix: bool) -> None:
    trunk = tiny_trunk(family)
    pairs = [([5, 6, 7], [8, 9]), ([10, 11, 12, 13], [14]), ([7, 5], [6, 6, 6])]
    width = 17  # one place is padding
    tokens = torch.zeros(1, width, dtype=torch.long)
    texts, positions = torch.zeros_like(tokens), torch.zeros_like(tokens)
    prompt = torch.zeros(1, width, dtype=torch.bool)
    at, places = 0, []
    for number, (read, written) in enumerate(pairs, start=1):
        length = len(read) + len(written)
        tokens[0, at : at + length] = torch.tensor(read + written)
        texts[0, at : at + length] = number
        positions[0, at : at + length] = torch.arange(length)
        prompt[0, at : at + len(read)] = True
        places.append(slice(at, at + length))
        at += length
    mask = packed_mask(texts, prompt if prefix else None, torch.float32)
    with torch.no_grad():
        packed = trunk.model(input_ids=tokens, attention_mask=mask, position_ids=positions).logits
    for (read, written), place in zip(pairs, places, strict=True):
        alone = logits(trunk, read + written, len(read), prefix=prefix)
        assert torch.allclose(packed[0, place], alone, atol=1e-5)


# ----------------------------------------------------------------- generation


def step_by_step(trunk: Trunk, prompt: str, new: int, *, prefix: bool) -> Generated:
    """Greedy writing by a full forward for each token: slow, and with nothing to get wrong."""
    (read,) = trunk.encode([prompt])
    tokens, score = list(read), 0.0
    for _ in range(new):
        last = logits(trunk, tokens, len(read), prefix=prefix)[-1].log_softmax(-1)
        tokens.append(int(last.argmax()))
        score += float(last.max())
        if tokens[-1] == trunk.end:
            return Generated(trunk.decode(tokens[len(read) : -1]), score, True)
    return Generated(trunk.decode(tokens[len(read) :]), score, False)


def ending(trunk: Trunk) -> Trunk:
    """The trunk with an end that comes now and then: its logit is 4 on average."""
    with torch.no_grad():
        states = trunk.model.base_model(torch.arange(1, 20)[None]).last_hidden_state[0]
        usual = states.mean(0)
        trunk.model.get_output_embeddings().weight[trunk.end] = 4 * usual / usual.dot(usual)
    return trunk


def spelling(letters: str = "abcdefgh 0123456789") -> Trunk:
    """A trunk whose tokens are letters, so that a text is its tokens."""
    from tokenizers import Tokenizer, decoders, models
    from transformers import PreTrainedTokenizerFast

    vocabulary = {token: number for number, token in enumerate(["<|end|>", *letters])}
    letterwise = Tokenizer(models.BPE(vocabulary, []))
    letterwise.decoder = decoders.Fuse()
    kind: Any = PreTrainedTokenizerFast
    tokenizer = kind(tokenizer_object=letterwise, eos_token="<|end|>")
    return Trunk(tiny_model("qwen2", vocabulary=len(vocabulary)), tokenizer, torch.device("cpu"))


@FAMILIES
@pytest.mark.parametrize("prefix", [True, False])
def test_writing_is_the_argmax_of_full_forwards(family: str, prefix: bool) -> None:
    trunk = ending(tiny_trunk(family, seed=3))
    found = generate(trunk, PROMPTS, max_new_tokens=12, prefix=prefix)
    expected = [step_by_step(trunk, prompt, 12, prefix=prefix) for prompt in PROMPTS]
    for (written,), slow in zip(found, expected, strict=True):
        assert (written.text, written.finished) == (slow.text, slow.finished)
        assert written.log_probability == pytest.approx(slow.log_probability, abs=1e-4)


@FAMILIES
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_no_neighbour_changes_what_is_written(family: str, temperature: float) -> None:
    trunk = ending(tiny_trunk(family, seed=3))

    def written(prompts: list[str], batch_tokens: int = 4096) -> list[Generated]:
        found = generate(
            trunk,
            prompts,
            max_new_tokens=10,
            prefix=True,
            temperature=temperature,
            seed=4,
            batch_tokens=batch_tokens,
        )
        return [row[0] for row in found]

    together = written(PROMPTS)
    for others in (
        [written([prompt])[0] for prompt in PROMPTS],
        written(PROMPTS[::-1])[::-1],
        written([*PROMPTS, *(f"{n} more pens" for n in range(9))])[:3],
        written(PROMPTS, batch_tokens=1),
    ):
        assert [each.text for each in others] == [each.text for each in together]
        assert [each.log_probability for each in others] == pytest.approx(
            [each.log_probability for each in together], abs=1e-4
        )


def test_the_seed_decides_and_samples_differ() -> None:
    trunk = tiny_trunk()

    def drawn(seed: int, prompts: list[str], samples: int = 4) -> list[list[Generated]]:
        return generate(
            trunk,
            prompts,
            max_new_tokens=6,
            prefix=True,
            samples=samples,
            temperature=1.0,
            seed=seed,
        )

    first = drawn(1, PROMPTS)
    assert len({written.text for written in first[0]}) == 4
    assert [[w.text for w in row] for row in drawn(1, PROMPTS)] == [
        [w.text for w in row] for row in first
    ]
    assert [w.text for w in drawn(1, PROMPTS[1:2], samples=2)[0]] == [
        w.text for w in first[1][:2]
    ], "the n-th sample stays the same whatever else is asked"
    assert drawn(2, PROMPTS)[0][0].text != first[0][0].text


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_frequencies_follow_the_softmax(temperature: float) -> None:
    trunk = spelling()
    (read,) = trunk.encode(["cab 7"])
    shares = (logits(trunk, read, len(read))[-1] / temperature).softmax(-1).tolist()
    draws = 1500
    found = generate(
        trunk,
        ["cab 7"],
        max_new_tokens=1,
        prefix=True,
        samples=draws,
        temperature=temperature,
        seed=7,
    )[0]
    seen = Counter(written.text for written in found)
    assert len(seen) > 5
    for token, share in enumerate(shares):
        spread = math.sqrt(draws * share * (1 - share))
        assert abs(seen[trunk.decode([token])] - draws * share) < 4.5 * spread + 1


def test_a_log_probability_is_that_of_the_text_and_its_end() -> None:
    trunk = ending(spelling())
    prompts = ["cab 7", "b", "had 12 and 3"]
    found = generate(
        trunk, prompts, max_new_tokens=8, prefix=True, samples=6, temperature=0.7, seed=9
    )
    for prompt, row in zip(prompts, found, strict=True):
        for written in row:
            read, target = trunk.encode([prompt, written.text])
            tokens = [*read, *target, *([trunk.end] if written.finished else [])]
            assert written.finished or len(target) == 8
            every = logits(trunk, tokens, len(read)).log_softmax(-1)
            total = sum(
                float(every[place - 1, tokens[place]]) for place in range(len(read), len(tokens))
            )
            assert written.log_probability == pytest.approx(total, abs=1e-4)
    assert {written.finished for row in found for written in row} == {True, False}


def test_nothing_is_asked_and_nothing_written() -> None:
    trunk = tiny_trunk()
    assert generate(trunk, [], max_new_tokens=3, prefix=True) == []
    assert generate(trunk, ["Ann"], max_new_tokens=0, prefix=True) == [[Generated("", 0.0, False)]]


def test_samples_need_a_temperature() -> None:
    with pytest.raises(ValueError, match="temperature"):
        generate(tiny_trunk(), ["Ann"], max_new_tokens=3, prefix=True, samples=2)


@pytest.mark.parametrize(("prompt", "said"), [("", "empty"), ("9 " * 300, "room for 512")])
def test_a_prompt_that_is_empty_or_too_long(prompt: str, said: str) -> None:
    error = only_error(lambda: generate(tiny_trunk(), [prompt], max_new_tokens=3, prefix=True))
    assert (error.code, said in error.message) == ("MYC274", True)
