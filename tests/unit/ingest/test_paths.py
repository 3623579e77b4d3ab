"""Which files are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.errors import UnreadableInputError
from nlp.ingest import expand_paths, read_all, read_documents


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.txt", "a.html", "a_files/x.html", "a_files/style.css", "sub/c.pdf", "sub/deeper/d", ".hidden.txt", "sub/.git/e.txt", "~$f.docx",
        ".~lock.g.docx#", "h.png", "Thumbs.db", "__MACOSX/i.txt", "j.md~",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文字")
    return tmp_path


def names(tree: Path, found: tuple[str, ...]) -> list[str]:
    return [Path(path).relative_to(tree).as_posix() for path in found]


def test_folders_are_searched_and_sorted(tree: Path) -> None:
    assert names(tree, expand_paths([str(tree)])) == ["a.html", "b.txt", "sub/c.pdf", "sub/deeper/d"]


def test_globs(tree: Path) -> None:
    assert names(tree, expand_paths([str(tree / "*.*")])) == ["a.html", "b.txt"]
    assert names(tree, expand_paths([str(tree / "**" / "*.pdf")])) == ["sub/c.pdf"]


def test_a_named_file_is_taken_whatever_it_is_called(tree: Path) -> None:
    assert names(tree, expand_paths([str(tree / ".hidden.txt"), tree / "h.png"])) == [".hidden.txt", "h.png"]


def test_order_is_the_users_and_duplicates_go(tree: Path) -> None:
    found = expand_paths([str(tree / "b.txt"), str(tree), "-"])
    assert found[0].endswith("b.txt")
    assert found[-1] == "-"
    assert len(found) == 5


def test_what_does_not_exist_is_said_by_name(tmp_path: Path) -> None:
    missing = str(tmp_path / "无.txt")
    assert expand_paths([missing]) == (missing,)
    _, (error,) = read_all(missing)
    assert isinstance(error, UnreadableInputError)
    assert error.path == missing
    (tmp_path / "empty").mkdir()
    (folder,) = expand_paths([str(tmp_path / "empty")])
    with pytest.raises(UnreadableInputError, match="文件夹"):
        read_documents(folder)


def test_a_file_named_with_brackets_is_no_glob(tmp_path: Path) -> None:
    path = tmp_path / "年报[1].txt"
    path.write_text("年报正文")
    assert expand_paths([str(path)]) == (str(path),)
    assert read_documents(path)[0].source.path == str(path)
