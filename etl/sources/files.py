"""Files of other publishers than CBS: where they are, and reading them whole or not at all.

A copy of each file is in `data/sources`, because no publisher keeps these at an address that stays. `MIDSIZE_SOURCES` (a folder, or the
address under which the files lie) points the build at newer ones; then nothing is taken from the copies, so that a failure never passes
for fresh figures.
"""

import csv
import hashlib
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import pandas as pd
import requests

from etl.blocks import nearest, read
from etl.problems import SourceProblem
from etl.sources.transport import AGENT, CONNECT_S, DEADLINE_S, READ_S, TRIES, _cause, _retry_after

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "sources"
MAX_BYTES = 20_000_000
"""Far above any of these files; far below what would fill a machine."""


@dataclass(frozen=True)
class Entry:
    """One file as described in sources.toml; `copied` is the day on which the copy in data/sources was made."""

    name: str
    title: str
    publisher: str
    licence: str
    address: str
    file: str
    copied: str


@dataclass(frozen=True)
class Received:
    """A file that arrived whole: its rows as text, and its particulars."""

    entry: Entry
    frame: pd.DataFrame
    modified: str
    retrieved: str
    bytes: int
    sha256: str


class Files:
    """The files that sources.toml in `folder` describes, read from `place` (a folder or an address), or from the copies in `shipped`."""

    def __init__(
        self,
        folder: Path,
        place: str = "",
        *,
        shipped: Path = SHIPPED,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self.folder, self.place, self.shipped = folder, place.strip(), shipped
        self.sleep, self.now = sleep, now

    def read(self, name: str, columns: Sequence[str]) -> Received:
        """The file of dataset `name`, which must be CSV with exactly these columns.

        Raises `SourceProblem` where it cannot be had, was cut short or is something else.
        """
        entry = self._entry(name)
        remote = urlsplit(self.place).scheme in ("http", "https")
        where = self.place.rstrip("/") if self.place else "data/sources"
        body = self._fetch(entry.file) if remote else self._open(Path(self.place) if self.place else self.shipped, entry.file, where)
        stamp = self.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        return Received(
            entry=entry,
            frame=_table(body, columns, f"File {entry.file} in {where}"),
            modified="" if self.place else entry.copied,
            retrieved=stamp if self.place else f"{entry.copied}T00:00:00Z",
            bytes=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
        )

    def _entry(self, name: str) -> Entry:
        blocks = {block.name: block for block in read(self.folder / "sources.toml")}
        if name not in blocks:
            raise SourceProblem(f"sources.toml has no table [{name}].{nearest(name, blocks)}")
        keys = ("title", "publisher", "licence", "address", "file", "copied")
        entry = Entry(name, *(blocks[name].take(key, str) for key in keys))
        blocks[name].finish()
        if Path(entry.file).name != entry.file:
            raise blocks[name].problem("file is the name of a file, without a folder.")
        return entry

    def _open(self, folder: Path, file: str, where: str) -> bytes:
        try:
            with (folder / file).open("rb") as stream:
                body = stream.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise SourceProblem(f"File {file} is not in {where}. Put it there, or mend MIDSIZE_SOURCES.") from None
        except OSError as error:
            raise SourceProblem(f"File {file} in {where} cannot be read: {error.strerror or error}.") from None
        if len(body) > MAX_BYTES:
            raise _too_large(f"File {file} in {where}")
        return body

    def _fetch(self, file: str) -> bytes:
        """The body, after at most four tries with growing waits; a 404 and a web page are final."""
        url = f"{self.place.rstrip('/')}/{quote(file)}"
        name = f"File {file} at {urlsplit(url).netloc}"
        reason = ""
        for attempt in range(TRIES):
            wait = 0.0
            try:
                reason, wait, body = _once(url, name)
            except requests.Timeout:
                reason, body = f"no answer came within {READ_S} seconds", None
            except requests.RequestException as error:
                late = "timed out" in str(error)
                reason, body = "the answer fell silent halfway" if late else f"the connection failed or broke off ({_cause(error)})", None
            if body is not None:
                return body
            if attempt < TRIES - 1:
                self.sleep(wait or 2.0**attempt)
        raise SourceProblem(f"{name}: {reason}; {TRIES} tries did not help. Try again later.")


def _once(url: str, name: str) -> tuple[str, float, bytes | None]:
    """One try: (why it failed, seconds to wait, the body)."""
    with requests.Session() as session:
        # A proxy from the environment would also catch a service on this machine.
        session.trust_env = urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1")
        answer = session.get(url, headers={"User-Agent": AGENT}, timeout=(CONNECT_S, READ_S), allow_redirects=False, stream=True)
        if answer.status_code == 429 or answer.status_code >= 500:
            return f"the other side answered with error {answer.status_code}", min(_retry_after(answer), 120.0), None
        if answer.status_code == 404:
            raise SourceProblem(f"{name}: it is not there (404). Mend MIDSIZE_SOURCES, or leave it empty to use the copy in data/sources.")
        if answer.status_code != 200:
            raise SourceProblem(f"{name}: the other side refused (error {answer.status_code}). Look at the address in MIDSIZE_SOURCES.")
        body, end = b"", time.monotonic() + DEADLINE_S
        for part in answer.iter_content(1 << 16):
            body += part
            if len(body) > MAX_BYTES:
                raise _too_large(name)
            if time.monotonic() > end:
                raise SourceProblem(f"{name}: it answers, but slowly; reading took longer than {DEADLINE_S:.0f} seconds. Try again later.")
        return "", 0.0, body


def _too_large(name: str) -> SourceProblem:
    return SourceProblem(f"{name} is larger than {MAX_BYTES // 1_000_000} MB, which none of these files can be. Look what it holds.")


def _table(body: bytes, columns: Sequence[str], name: str) -> pd.DataFrame:
    """The rows as text, with exactly these columns in any order; what was cut short, a web page or another table is refused."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].startswith(b"<"):
        raise SourceProblem(f"{name}: a web page came instead of a table, as during maintenance or behind a login. Open it in a browser.")
    try:
        text = body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        raise SourceProblem(f"{name} is no UTF-8 text. Save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise SourceProblem(f"{name} cannot be read as CSV ({error}); it was probably cut short. Fetch it again.") from None
    if not rows or not rows[0]:
        raise SourceProblem(f"{name} is empty. Fetch it again.")
    lacking = [c for c in columns if c not in rows[0]]
    if lacking or len(set(rows[0])) != len(rows[0]):
        raise SourceProblem(
            f"{name} has no column '{(lacking or ['?'])[0]}'; it has {', '.join(rows[0][:12])}. Look whether its layout changed."
        )
    short = next((n for n, row in enumerate(rows, start=1) if len(row) != len(rows[0])), None)
    if short is not None or not text.endswith("\n") or len(rows) < 2:
        place = f"line {short} has {len(rows[short - 1])} fields instead of {len(rows[0])}" if short else "its last line has no end"
        raise SourceProblem(f"{name} was probably cut short: {place}. Fetch it again.")
    return pd.DataFrame(rows[1:], columns=rows[0], dtype="str")[list(columns)]
