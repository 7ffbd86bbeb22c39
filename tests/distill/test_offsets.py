"""Every span that is stored cuts the right characters, whatever is in the text."""

import functools
import random
import unicodedata

import numpy as np
import pytest
from tiny_models import tiny_tokenizer

from mycelium_distill.traces.encoding import (
    TEMPLATE,
    batches,
    encode,
    prompt_of,
    tokenise,
    trimmed,
)
from mycelium_ir.diagnostics import MyceliumError

PIECES = (
    "🎉", "👩‍👩‍👧", "🇫🇷", "Zoë", "e\u0301clair", "naïve", "Łódź", "日本語", "ﬁve", "½", "€", "“so”",
    "$\\frac{3}{4}$", "$x^2 \\leq 10$", "\\times", "apples", "costs", "how many", "?", "—",
)  # fmt: skip
SPACES = (" ", "\t", "\u00a0", "  ", "\n", "\u2009")
COUNT = 1000


def problem(seed: int) -> tuple[str, list[tuple[int, int]]]:
    """A text of odd pieces, and where its numbers stand."""
    draw = random.Random(seed)
    text, numbers = "", []
    for _ in range(draw.randint(4, 14)):
        if draw.random() < 0.35:
            number = str(draw.choice([draw.randint(0, 99999), draw.randint(1, 999) / 100]))
            numbers.append((len(text), len(text) + len(number)))
            text += number
        else:
            text += draw.choice(PIECES)
        text += draw.choice(SPACES)
    return text, numbers


TEXTS = [problem(seed) for seed in range(COUNT)]


def unigram():
    """A unigram tokenizer with marked word starts and a normaliser, as T5's and Llama's."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=500, special_tokens=["<unk>", "</s>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator([text for text, _ in TEXTS[:300]], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="</s>", unk_token="<unk>", pad_token="</s>"
    )


TOKENIZERS = {
    "bytes": lambda: tiny_tokenizer([text for text, _ in TEXTS[:300]]),
    "unigram": unigram,
}


@pytest.fixture(scope="module", params=sorted(TOKENIZERS))
def family(request):
    return request.param, TOKENIZERS[request.param]()


def cuts_rightly(name: str, tokenizer, token: int, cut: str) -> bool:
    """Whether a token spells what its span cuts, or a part of a character that it splits."""
    piece = tokenizer.convert_ids_to_tokens(token)
    if name == "unigram":
        said = piece.replace("▁", " ").strip()
        meant = unicodedata.normalize("NFKC", cut).strip()
        # A ligature or a fraction is one character that the normaliser makes several of.
        return piece == "<unk>" or said == meant or (len(cut) == 1 and said in meant)
    spelt = bytes(marks_to_bytes()[mark] for mark in piece)
    try:
        return spelt.decode().strip() == cut.strip()
    except UnicodeDecodeError:  # a part of a character, perhaps with a space before it
        return spelt.strip(b" \t\n") in cut.encode()


@functools.cache
def marks_to_bytes() -> dict[str, int]:
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    return {mark: byte for byte, mark in bytes_to_unicode().items()}


def test_every_token_cuts_its_own_characters(family):
    name, tokenizer = family
    for text, _ in TEXTS:
        ids, offsets = tokenise(tokenizer, text)
        spans = trimmed(text, offsets)
        covered = np.zeros(len(text), bool)
        for token, (start, end) in zip(ids, spans.tolist(), strict=True):
            assert start < end or not text[start:end].strip()
            assert cuts_rightly(name, tokenizer, token, text[start:end]), (text, start, end)
            covered[start:end] = True
        missed = "".join(c for c, seen in zip(text, covered, strict=True) if not seen)
        assert not missed.strip(), (text, missed)


def test_numbers_are_found_at_their_tokens(family):
    name, tokenizer = family
    for text, numbers in TEXTS:
        encoded = encode(tokenizer, TEMPLATE, text, f"So {text}")
        for start, end in numbers:
            inside = encoded.problem_positions((start, end))
            rows = np.searchsorted(encoded.problem_tokens, inside)
            first, last = encoded.problem_offsets[rows[0], 0], encoded.problem_offsets[rows[-1], 1]
            assert first <= start
            assert end <= last
            if name == "bytes":  # digits stand alone: not a character too many
                assert text[first:last] == text[start:end]
            written = encoded.solution_positions((start + 3, end + 3)) - encoded.start
            cut = f"So {text}"[
                encoded.solution_offsets[written[0], 0] : encoded.solution_offsets[written[-1], 1]
            ]
            assert text[start:end] in cut


def test_the_sequence_is_prompt_and_solution_as_they_meet_in_training(family):
    _, tokenizer = family
    for text, _ in TEXTS[:50]:
        encoded = encode(tokenizer, TEMPLATE, text, text)
        prompt = tokenise(tokenizer, prompt_of(TEMPLATE, text))[0]
        solution = tokenise(tokenizer, text)[0]
        assert encoded.ids.tolist() == [*prompt, *solution, tokenizer.eos_token_id]
        assert encoded.start == len(prompt)
        assert encoded.problem_tokens[0] > 0  # the sink is a word of the template


def test_a_slow_tokenizer_is_refused():
    class Slow:
        is_fast = False

    with pytest.raises(MyceliumError) as raised:
        tokenise(Slow(), "text")
    assert raised.value.code == "MYC283"


def test_offsets_that_do_not_fit_are_refused():
    class Wrong:
        is_fast = True

        def __call__(self, text, **_):
            return {"input_ids": [1, 2], "offset_mapping": [(3, 5), (0, 99)]}

    with pytest.raises(MyceliumError) as raised:
        tokenise(Wrong(), "some text")
    assert raised.value.code == "MYC283"


def test_batches_hold_like_lengths_and_few_tokens():
    lengths = [5, 50, 6, 49, 7, 200]
    found = batches(lengths, 100)
    assert sorted(i for group in found for i in group) == list(range(6))
    assert found == batches(lengths, 100)
    for group in found:
        assert len(group) == 1 or max(lengths[i] for i in group) * len(group) <= 100
