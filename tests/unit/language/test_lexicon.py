"""A wrong data file is an error that names file and key."""

from __future__ import annotations

from copy import deepcopy
from importlib import resources
from typing import Any

import pytest
import yaml

from nlp.errors import ConfigurationError
from nlp.language.lexicon import UNIVERSAL_TAGS, build_lexicon, load_lexicon


def shipped(name: str) -> Any:
    return yaml.safe_load((resources.files("nlp.language") / "data" / name).read_text(encoding="utf-8"))


def spoil(path: str, value: Any, *, tags: bool = False) -> tuple[Any, Any]:
    files = [shipped("lexicon.yaml"), shipped("tags.yaml")]
    target = files[1 if tags else 0] = deepcopy(files[1 if tags else 0])
    *parents, last = path.split(".")
    for key in parents:
        target = target[key]
    target[last] = value
    return files[0], files[1]


@pytest.mark.parametrize(
    ("path", "value", "tags", "where"),
    [
        ("split", 3, False, "lexicon.yaml: split"),
        ("split", "公开 公开率", False, "lexicon.yaml: split"),
        ("organs.tag", "qq", False, "lexicon.yaml: organs.tag"),
        ("organs.extra", "x", False, "lexicon.yaml: organs"),
        ("organs.label", None, False, "lexicon.yaml: organs.label"),
        ("platforms.words", "", False, "lexicon.yaml: platforms.words"),
        ("heads", "每", False, "lexicon.yaml: heads"),
        ("heads.每月", "每月", False, "lexicon.yaml: heads.每月"),
        ("upos.v", "VRB", True, "tags.yaml: upos.v"),
        ("words.是", "verb", True, "tags.yaml: words.是"),
        ("words.否", False, True, "tags.yaml: words"),
    ],
)
def test_wrong_files(path: str, value: Any, tags: bool, where: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build_lexicon(*spoil(path, value, tags=tags))
    assert where in str(caught.value)


def test_the_shipped_one() -> None:
    lexicon = load_lexicon()
    assert lexicon.labels["一网通办"] == "PRODUCT"
    assert lexicon.universal("ns") == "PROPN"
    assert lexicon.universal("v", "是") == "AUX"
    assert lexicon.universal("nzz") == "NOUN"
    assert lexicon.universal("?") == "X"
    assert set(lexicon.upos.values()) <= UNIVERSAL_TAGS
    assert not lexicon.split & set(lexicon.words)
