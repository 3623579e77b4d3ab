"""A small encoder made on the spot, so that tests of the transformers backend need no download."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from nlp.topics.api import Example


def tiny_encoder(folder: Path, examples: Sequence[Example]) -> Path:
    """A BERT of two narrow layers that has read nothing, with a vocabulary of single characters."""
    torch = pytest.importorskip("torch", reason="the extra `transformers` is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra `transformers` is not installed")
    place = folder / "tiny"
    if place.exists():
        return place
    place.mkdir()
    characters = sorted({c for e in examples for c in e.text + "".join(e.headings) if not c.isspace()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (place / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    transformers.BertModel(config).save_pretrained(place)
    transformers.BertTokenizerFast(vocab_file=str(place / "vocab.txt")).save_pretrained(place)
    return place
