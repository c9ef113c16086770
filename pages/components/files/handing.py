"""Files that were made on request stay until they have been fetched.

Streamlit throws a file that a download button made away at the end of the second script run after it, whoever ran it: with fifty visitors that is
a tenth of a second, less than many a line takes to come and fetch it, and the download ends in "not found". (A file is referred to by no
session: `MediaFileManager.execute_deferred`, streamlit 1.67.) Here it stays for a while, in a bounded amount of memory.
"""

import threading
import time
from collections.abc import Callable

from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

STAYS_S = 60.0
"""How long a file stays after Streamlit would have thrown it away: a browser fetches it at once, a slow one within a minute."""
MOST_BYTES = 150_000_000
"""What such files may take together; beyond it the oldest go first, but never one of the last few seconds."""
LEAST_S = 5.0


class PatientStorage(MemoryMediaFileStorage):
    """Streamlit's storage, which deletes files for downloads later than it is told to."""

    def __init__(self, media_endpoint: str, clock: Callable[[], float] = time.monotonic):
        super().__init__(media_endpoint)
        self._clock = clock
        self._leaving: dict[str, float] = {}
        self._guard = threading.Lock()

    def load_and_get_id(self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None) -> str:
        """Keep a file and give its id; one that was about to go and is asked for again, stays."""
        with self._guard:
            self._sweep()
            found = super().load_and_get_id(path_or_data, mimetype, kind, filename)
            self._leaving.pop(found, None)
            return found

    def delete_file(self, file_id: str) -> None:
        """Let a file go: one for a download after a while, any other at once."""
        with self._guard:
            file = self._files_by_id.get(file_id)
            if file is None or file.kind != MediaFileKind.DOWNLOADABLE:
                super().delete_file(file_id)
            else:
                self._leaving.setdefault(file_id, self._clock())
            self._sweep()

    def _sweep(self) -> None:
        """Delete what has stayed long enough, and the oldest of what is too much."""
        now = self._clock()
        size = sum(self._files_by_id[one].content_size for one in self._leaving)
        for one, since in sorted(self._leaving.items(), key=lambda pair: pair[1]):
            if now - since >= STAYS_S or (size > MOST_BYTES and now - since >= LEAST_S):
                size -= self._files_by_id[one].content_size
                super().delete_file(one)
                del self._leaving[one]


def install() -> None:
    """Make every server that is made after this one keep its files so. To be called before the app is."""
    setattr(memory_media_file_storage, "MemoryMediaFileStorage", PatientStorage)  # noqa: B010 - Streamlit has no setting for it
