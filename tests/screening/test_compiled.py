"""A watchlist is compiled once; the file that is left is mapped, and replaced when it is not whole."""

import pytest

from watchlist import matching
from watchlist.matching import Policy
from watchlist.model.documents import make_document
from watchlist.screening import compiled
from watchlist.store.artefacts import Artefacts


def never():
    raise AssertionError("compiled anew")


def files(folder):
    return sorted((folder / "compiled").glob("*"))


@pytest.fixture
def artefacts(tmp_path):
    return Artefacts(tmp_path)


def screen(matcher):
    return [hit.entity.id for hit in matching.screen(matcher, make_document("Sergei Shoigu spoke.", "x"))]


def test_the_second_maps_what_the_first_compiled(artefacts, tmp_path, watchlist):
    first = compiled.matcher(artefacts, "v", Policy(), lambda: watchlist)
    second = compiled.matcher(artefacts, "v", Policy(), never)
    assert screen(first) == screen(second) == ["documents:shoigu"]
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("content", [b"", b"rubbish", b"watchlist compiled matcher\n" + bytes(99)])
def test_a_damaged_file_is_replaced(artefacts, tmp_path, watchlist, content):
    compiled.matcher(artefacts, "v", Policy(), lambda: watchlist)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(content)
    assert screen(compiled.matcher(artefacts, "v", Policy(), lambda: watchlist)) == ["documents:shoigu"]
    assert [file.read_bytes() for file in files(tmp_path)] == [whole]


def test_who_has_mapped_a_file_keeps_it(artefacts, watchlist):
    first = compiled.matcher(artefacts, "v", Policy(), lambda: watchlist)
    artefacts.drop("v")
    for number in range(9):
        compiled.matcher(artefacts, f"v{number}", Policy(), lambda: watchlist)
    assert screen(first) == ["documents:shoigu"]


def test_old_files_are_let_go(artefacts, tmp_path, watchlist):
    for number in range(9):
        compiled.matcher(artefacts, f"v{number}", Policy(), lambda: watchlist)
    assert len(files(tmp_path)) == 6


def test_a_short_list_leaves_no_file_when_it_is_not_worth_it(artefacts, tmp_path, watchlist):
    made = compiled.matcher(artefacts, "v", Policy(), lambda: watchlist, least=1_000)
    assert screen(made) == ["documents:shoigu"]
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path, watchlist):
    (tmp_path / "file").write_text("no folder")
    assert screen(compiled.matcher(Artefacts(tmp_path / "file"), "v", Policy(), lambda: watchlist)) == [
        "documents:shoigu"
    ]
