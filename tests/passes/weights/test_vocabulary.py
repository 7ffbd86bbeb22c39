"""A cut tokenizer still writes any text, and the same as before where nothing was cut."""

from __future__ import annotations

import json

import pytest
import tiny_models
import torch
from tokenizers import Tokenizer

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.weights import cut_trunk, cut_vocabulary

TEXTS = ["How many pens does Ann have in all?", "Ann sold 48 clips in May, and half in June."]
ODD = "Zoë's\tcafé 🙂 has 3½ pies —\n\r pens in June: ١٢ 三"


@pytest.fixture
def trunk():
    return tiny_models.tiny_trunk(texts=TEXTS)


def test_texts_come_back(trunk, tmp_path):
    whole = trunk.tokenizer.backend_tokenizer
    path = tmp_path / "tokenizer.json"
    path.write_text(whole.to_str(), encoding="utf-8")
    size = 300
    cut = Tokenizer.from_str(json.dumps(cut_vocabulary(path, size)))
    assert cut.get_vocab_size() == size < whole.get_vocab_size()
    same = 0
    for text in (*TEXTS, ODD, *ODD.split(), "pens in"):
        ids = cut.encode(text).ids
        assert max(ids) < size
        assert cut.decode(ids, skip_special_tokens=False) == text
        before = whole.encode(text).ids
        if max(before) < size:
            same += 1
            assert ids == before
    assert same
    assert max(whole.encode(TEXTS[0]).ids) >= size  # something was cut


def test_a_trunk_is_cut_with_its_tokenizer(trunk):
    tokens = torch.tensor([trunk.tokenizer(ODD)["input_ids"]]).clamp(max=299)
    rows = trunk.model.get_input_embeddings().weight[:300].clone()
    with torch.no_grad():
        before = trunk.model(tokens).logits[..., :300]
    cut = cut_trunk(trunk, 300)
    assert cut.model.config.vocab_size == 300
    assert torch.equal(cut.model.get_input_embeddings().weight, rows)
    with torch.no_grad():
        torch.testing.assert_close(cut.model(tokens).logits, before)
    assert cut.decode(cut.encode([ODD])[0]) == ODD
    assert cut.end == trunk.end


def test_what_cannot_be_cut_is_told(trunk):
    told = json.loads(trunk.tokenizer.backend_tokenizer.to_str())
    with pytest.raises(MyceliumError, match=r"\d\d bytes are not among its first 200 tokens"):
        cut_vocabulary(told, 200)
    with pytest.raises(MyceliumError, match="MYC309"):
        cut_vocabulary({"model": {"type": "Unigram"}}, 300)
