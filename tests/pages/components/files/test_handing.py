"""A file made on request is still there when a slow line comes for it, while others use the page; and memory does not fill up."""

from typing import Any

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from pages.components.files import handing
from pages.components.files.handing import PatientStorage

# Streamlit's own class, also where another test has started the server in this process, which puts ours in its place.
MemoryMediaFileStorage = PatientStorage.__bases__[0]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def asked(manager: MediaFileManager, data: bytes = b"rows") -> str:
    """A file made as a download button makes it; the end of its address."""
    number = manager.add_deferred(lambda: data, "text/csv", "1", "rows.csv")
    return manager.execute_deferred(number).rsplit("/", 1)[-1]


def others_run(manager: MediaFileManager) -> None:
    """What Streamlit does at the end of two runs of any visitors."""
    manager.remove_orphaned_files()
    manager.remove_orphaned_files()


def there(storage: Any, name: str) -> bool:
    try:
        return bool(storage.get_file(name).content)
    except MediaFileStorageError:
        return False


def test_streamlit_itself_loses_the_file_which_is_why_we_keep_it() -> None:
    """When this fails, Streamlit has mended it and `handing` can go."""
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    name = asked(manager)
    others_run(manager)
    assert not there(storage, name)


def test_a_file_stays_a_while_after_others_ran_and_then_goes() -> None:
    clock = Clock()
    storage = PatientStorage("/media", clock)
    manager = MediaFileManager(storage)
    name = asked(manager)
    others_run(manager)
    clock.now += handing.STAYS_S - 1
    others_run(manager)
    assert there(storage, name)
    clock.now += 2
    asked(manager, b"other rows")
    assert not there(storage, name)


def test_a_file_that_is_made_again_starts_its_time_anew() -> None:
    clock = Clock()
    storage = PatientStorage("/media", clock)
    manager = MediaFileManager(storage)
    name = asked(manager)
    others_run(manager)
    clock.now += handing.STAYS_S - 1
    assert asked(manager) == name
    clock.now += 2
    others_run(manager)
    assert there(storage, name)


def test_what_is_too_much_goes_first_but_never_what_was_only_just_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "MOST_BYTES", 10)
    clock = Clock()
    storage = PatientStorage("/media", clock)
    manager = MediaFileManager(storage)
    names = []
    for n in range(4):
        names.append(asked(manager, b"12345" + bytes([n])))
        others_run(manager)
        clock.now += 3
    assert [there(storage, n) for n in names] == [False, False, True, True]
    clock.now += handing.LEAST_S
    others_run(manager)
    asked(manager, b"x")
    assert [there(storage, n) for n in names] == [False, False, False, True]


def test_pictures_of_a_page_go_at_once() -> None:
    storage = PatientStorage("/media")
    found = storage.load_and_get_id(b"picture", "image/png", MediaFileKind.MEDIA)
    storage.delete_file(found)
    storage.delete_file("never there")
    assert not there(storage, f"{found}.png")
