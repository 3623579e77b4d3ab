"""A small encoder made on the spot, so that tests and benchmarks of the transformers backend need no download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from nlp.topics.api import Example


def tiny_encoder(folder: Path, examples: Sequence[Example]) -> Path:
    """The smallest for tests, once a folder. Skips the test where the extra ``transformers`` is not installed."""
    for name in ("torch", "transformers"):
        pytest.importorskip(name, reason="the extra `transformers` is not installed")
    place = folder / "tiny"
    if not place.exists():
        make_encoder(place, (e.text + "".join(e.headings) for e in examples), width=32, positions=128)
    return place


def make_encoder(place: Path, texts: Iterable[str], *, width: int, positions: int) -> None:
    """A BERT of two layers that has read nothing, with a vocabulary of single characters, written to ``place``.

    Raises ImportError without torch and transformers.
    """
    import torch
    import transformers

    place.mkdir(exist_ok=True)
    characters = sorted({c for text in texts for c in text if not c.isspace()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (place / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * width,
        max_position_embeddings=positions,
    )
    transformers.BertModel(config).save_pretrained(place)
    transformers.BertTokenizerFast(vocab_file=str(place / "vocab.txt")).save_pretrained(place)
