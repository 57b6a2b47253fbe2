"""A folder of entries: whole or not there, bounded, and clear of anything that is not its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kreissverify.system.content_store import ContentStore


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "kept")


def only_entry(store: ContentStore) -> Path:
    (path,) = store.folder.glob("*.entry")
    return path


def test_keys_tell_apart_how_texts_are_divided() -> None:
    assert ContentStore.key("ab", "c") != ContentStore.key("a", "bc")
    assert ContentStore.key("a") != ContentStore.key("a", "")


def test_nothing_is_made_before_something_is_kept(store: ContentStore) -> None:
    assert store.get(store.key("x")) is None
    assert store.clear() == 0 and not store.folder.exists()


@pytest.mark.parametrize("damage", [b"", b"x" * 80, b"half"])
def test_a_damaged_entry_is_none_and_goes(store: ContentStore, damage: bytes) -> None:
    key = store.key("x")
    store.put(key, "a text")
    only_entry(store).write_bytes(damage)
    assert store.get(key) is None
    assert not list(store.folder.glob("*.entry"))


def test_an_entry_under_another_key_is_damaged(store: ContentStore) -> None:
    store.put(store.key("x"), "a text")
    only_entry(store).rename(store.folder / f"{store.key('y')}.entry")
    assert store.get(store.key("y")) is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = ContentStore(tmp_path, limit=300)
    old, used, new = (store.key(x) for x in ("old", "used", "new"))
    for age, key in ((50, old), (60, used)):
        store.put(key, "x" * 50)
        os.utime(store.folder / f"{key}.entry", (age, age))
    assert store.get(used) is not None  # which makes it the younger one
    store.put(new, "x" * 100)
    assert store.get(old) is None
    assert store.get(used) is not None and store.get(new) is not None
    assert store.size() <= 300


def test_clearing_leaves_what_is_not_its_own(store: ContentStore) -> None:
    store.put(store.key("x"), "a text")
    (store.folder / "notes.txt").write_text("mine")
    assert store.clear() == 1
    assert [x.name for x in store.folder.iterdir()] == ["notes.txt"]


def test_the_folder_is_ignored_by_git(store: ContentStore) -> None:
    store.put(store.key("x"), "a text")
    assert (store.folder / ".gitignore").read_text() == "*\n"
