"""Models on disk: what is refused, and what the message says to do."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.errors import ModelError
from nlp.skops_file import read_skops, write_skops
from nlp.topics.keyword import KeywordClassifier
from nlp.topics.persist import find_model, list_models, load_classifier, read_manifest, save_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return save_model(KeywordClassifier.default(), "keyword", tmp_path, trained={"corpus": {"digest": "d"}})


def _edit(model: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = model / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_model_is_found_by_name_version_and_folder(model: Path) -> None:
    root = model.parents[1]
    newer = KeywordClassifier.default()
    newer.version = "10"
    save_model(newer, "keyword", root, trained={})
    assert [folder.name for folder in list_models(root)] == ["10", "1"]
    assert find_model("keyword", root).name == "10"
    assert find_model("keyword/1", root) == model
    assert find_model(str(model)) == model
    assert find_model(str(model.parent)).name == "10"
    assert read_manifest(model).id == "keyword/1"
    assert load_classifier(str(model)).predict(["公布部门预算。"])[0].domains[0].label == "fiscal"


def test_writing_again_replaces_the_model_and_leaves_nothing_behind(model: Path) -> None:
    save_model(KeywordClassifier.default(), "keyword", model.parents[1], trained={})
    assert [path.name for path in model.parent.iterdir()] == ["1"]


def test_a_failed_write_leaves_the_old_model(model: Path) -> None:
    broken = KeywordClassifier.default()
    broken.save = lambda folder: (_ for _ in ()).throw(OSError("disk full"))  # type: ignore[method-assign]
    with pytest.raises(OSError, match="disk full"):
        save_model(broken, "keyword", model.parents[1], trained={})
    assert load_classifier(str(model)).name == "keyword"
    assert [path.name for path in model.parent.iterdir()] == ["1"]


REFUSED: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("another schema", lambda m: m.update(schema="gouji.model/9"), "update gouji, or train the model anew"),
    ("newer weights", lambda m: m.update(format=7), "update gouji"),
    ("older weights", lambda m: m.update(format=0), "train the model anew with gouji train"),
    ("an unknown backend", lambda m: m.update(backend="oracle"), "install the package that brings it"),
    ("a missing key", lambda m: m.pop("labels"), "install or train the model anew"),
    ("labels of another kind", lambda m: m["labels"].update(families={}), "install or train the model anew"),
    ("a file outside", lambda m: m["files"].update({"../x": "0"}), "outside the model's folder"),
    ("a file that is gone", lambda m: m["files"].update({"x": "0"}), "x is missing"),
]


@pytest.mark.parametrize(("change", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_with_advice(model: Path, change: Callable[[dict[str, Any]], object], message: str) -> None:
    _edit(model, change)
    with pytest.raises(ModelError) as caught:
        load_classifier(str(model))
    assert message in str(caught.value)


def test_a_missing_model_names_those_that_exist(model: Path) -> None:
    with pytest.raises(ModelError, match=r"no such model .there are: keyword"):
        find_model("nonesuch", model.parents[1])


def test_a_manifest_that_is_no_json(model: Path) -> None:
    (model / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        load_classifier(str(model))


VALUE = {
    "text": "勾稽",
    "numbers": [1, 2.5, None, True],
    "nested": {"a": np.arange(6, dtype=np.uint64).reshape(2, 3), "b": np.float16([0.5])},
    "pair": ("x", 1),
}


def test_skops_files_are_read_without_skops(tmp_path: Path) -> None:
    path = tmp_path / "value.skops"
    write_skops(VALUE, path)
    found = read_skops(path, "m")
    assert found["text"] == "勾稽" and found["numbers"] == [1, 2.5, None, True] and found["pair"] == ("x", 1)
    assert found["nested"]["a"].dtype == np.uint64 and (found["nested"]["a"] == VALUE["nested"]["a"]).all()  # type: ignore[index]
    assert list(found) == list(VALUE)


def test_skops_itself_reads_them(tmp_path: Path) -> None:
    skops_io = pytest.importorskip("skops.io")
    path = tmp_path / "value.skops"
    write_skops(VALUE, path)
    assert (skops_io.load(path)["nested"]["a"] == np.arange(6).reshape(2, 3)).all()


def test_the_same_value_gives_the_same_bytes(tmp_path: Path) -> None:
    write_skops(VALUE, tmp_path / "a")
    write_skops(dict(VALUE.items()), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def _with_schema(tmp_path: Path, schema: object, **members: bytes) -> Path:
    path = tmp_path / "bad.skops"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _object_array() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    return stream.getvalue()


HOSTILE: list[tuple[str, object, dict[str, bytes], str]] = [
    (
        "a function",
        {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": {}},
        {},
        "unknown type os.system",
    ),
    (
        "an estimator",
        {"__class__": "LogisticRegression", "__module__": "sklearn.linear_model", "__loader__": "ObjectNode"},
        {},
        "unknown type sklearn.linear_model.LogisticRegression",
    ),
    (
        "a subclass of dict",
        {"__class__": "OrderedDict", "__module__": "collections", "__loader__": "DictNode", "content": {}},
        {},
        "unknown type collections.OrderedDict",
    ),
    (
        "an array of objects, which is a pickle",
        {"__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode", "type": "numpy", "file": "a"},
        {"a": _object_array()},
        "cannot be read",
    ),
    (
        "a pickle in place of an array",
        {"__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode", "type": "numpy", "file": "a"},
        {"a": pickle.dumps([1])},
        "cannot be read",
    ),
    ("no schema at all", [], {}, "cannot be read"),
]


@pytest.mark.parametrize(("schema", "members", "message"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_hostile_files_are_refused(tmp_path: Path, schema: object, members: dict[str, bytes], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_skops(_with_schema(tmp_path, schema, **members), "m")
    assert message in str(caught.value)
    assert "train the model anew" in str(caught.value)


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(pickle.dumps({}))
    with pytest.raises(ModelError, match="cannot be read"):
        read_skops(tmp_path / "x", "m")
