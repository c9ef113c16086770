"""Snapshots on disk: written aside, verified, then put in use by replacing one pointer file.

A reader never sees half an update: a snapshot's folder appears whole or not at all, and `data/current` names the one in use. Every file's
checksum stands in the manifest, so damage is noticed on reading.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from etl.problems import SnapshotProblem

SCHEMA = 3
READABLE = (2, 3)
"""Schema 2 has no numbers behind the stability of a position and nothing to ask the rule again with; the rest is the same."""
DATA = Path(__file__).resolve().parent.parent / "data"
_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


@dataclass(frozen=True)
class Snapshot:
    """A verified snapshot: its id, folder and manifest."""

    id: str
    folder: Path
    manifest: dict[str, Any]

    def has(self, name: str) -> bool:
        """Whether it has a parquet file of this name; snapshots of before a file was added lack it."""
        return f"{name}.parquet" in self.manifest["files"]

    def table(self, name: str) -> pa.Table:
        """One of its parquet files, as an arrow table."""
        return pq.read_table(self.folder / f"{name}.parquet")


@contextmanager
def lock(data: Path = DATA) -> Iterator[None]:
    """Keep two builds apart. Raises `SnapshotProblem` at once when another build holds the lock."""
    data.mkdir(parents=True, exist_ok=True)
    guard = FileLock(data / ".build.lock")
    try:
        guard.acquire(timeout=0)
    except Timeout:
        raise SnapshotProblem("Another build is running in this folder; nothing was done. Wait for it, or stop it first.") from None
    try:
        yield
    finally:
        guard.release()


def publish(
    tables: dict[str, pa.Table], manifest: dict[str, Any], now: datetime, data: Path = DATA, step: Callable[[str], None] = lambda name: None
) -> Snapshot:
    """Write the tables as a new snapshot and put it in use.

    The id is the UTC time and four digits of the content's checksum: the same figures give the same files, byte for byte. `step` is called
    with the name of each stage before it starts, so that a test can break off there.
    """
    root = data / "snapshots"
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(".tmp-*"):
        shutil.rmtree(left)
    work = root / f".tmp-{os.getpid()}"
    work.mkdir()
    files = {}
    for name, table in tables.items():
        step(f"write {name}")
        path = work / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd", compression_level=9, use_dictionary=True, row_group_size=1 << 20)
        _sync(path)
        files[path.name] = {"rows": table.num_rows, "bytes": path.stat().st_size, "sha256": _sha256(path)}
    content = _content(files)
    identifier = f"{now:%Y%m%dT%H%M%SZ}-{content[:4]}"
    step("write manifest")
    whole = {
        "id": identifier,
        "built": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "schema": SCHEMA,
        "content": content,
        "previous": current(data),
        **manifest,
        "files": files,
    }
    path = work / "manifest.json"
    path.write_text(json.dumps({**whole, "sha256": _seal(whole)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _sync(path)
    step("rename")
    target = root / identifier
    if target.exists() and _whole(identifier, data):
        # The same figures in the same second: what stands there may be in use, so it is never taken away.
        shutil.rmtree(work)
    else:
        shutil.rmtree(target, ignore_errors=True)
        os.replace(work, target)
        _sync(root)
    step("verify")
    snapshot = verify(identifier, data)
    step("point")
    point(identifier, data)
    return snapshot


def verify(identifier: str, data: Path = DATA) -> Snapshot:
    """Open a snapshot after checking its schema and every checksum.

    Raises `SnapshotProblem`, which names what is missing or differs.
    """
    if _ID.fullmatch(identifier) is None:
        raise SnapshotProblem(f"'{identifier}' is no name of a snapshot.")
    folder = data / "snapshots" / identifier
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        schema = manifest["schema"]
        if schema in READABLE:
            files = {name: (file["bytes"], file["sha256"]) for name, file in manifest["files"].items()}
            changed = (_content(manifest["files"]), _seal(manifest)) != (manifest["content"], manifest.get("sha256", _seal(manifest)))
    except (FileNotFoundError, NotADirectoryError):
        raise SnapshotProblem(f"Snapshot {identifier} is not there, or has no manifest.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotProblem(f"The manifest of snapshot {identifier} cannot be read ({error!r}).") from None
    if schema not in READABLE:
        raise SnapshotProblem(
            f"Snapshot {identifier} has schema {schema}; this version of the monitor reads schema {SCHEMA}. Build a new one."
        )
    if changed or not files or not identifier.endswith(manifest["content"][:4]):
        raise SnapshotProblem(f"The manifest of snapshot {identifier} was changed after it was written.")
    for name, (size, digest) in files.items():
        path = folder / Path(name).name
        if not path.is_file():
            raise SnapshotProblem(f"Snapshot {identifier} lacks its file {name}.")
        if path.stat().st_size != size or _sha256(path) != digest:
            raise SnapshotProblem(f"File {name} of snapshot {identifier} is damaged: its content is not what was written.")
    return Snapshot(identifier, folder, manifest)


def told(identifier: str, data: Path = DATA) -> dict[str, Any]:
    """The manifest of a snapshot, for who only reads what it tells: the files of figures are not looked at.

    Raises `SnapshotProblem` where it is missing, cannot be read, or was changed after it was written.
    """
    if _ID.fullmatch(identifier) is None:
        raise SnapshotProblem(f"'{identifier}' is no name of a snapshot.")
    try:
        manifest: dict[str, Any] = json.loads((data / "snapshots" / identifier / "manifest.json").read_text(encoding="utf-8"))
        if manifest.get("sha256", _seal(manifest)) != _seal(manifest):
            raise SnapshotProblem(f"The manifest of snapshot {identifier} was changed after it was written.")
    except (OSError, ValueError, AttributeError) as error:
        raise SnapshotProblem(f"The manifest of snapshot {identifier} cannot be read ({error!r}).") from None
    return manifest


def usable(data: Path = DATA) -> tuple[Snapshot, list[str]]:
    """The snapshot in use, or else the newest whole one before it; with sentences about what was passed over.

    Raises `SnapshotProblem` when there is none at all.
    """
    troubles: list[str] = []
    pointed = current(data)
    if pointed is None:
        troubles.append("data/current names no snapshot.")
    for identifier in dict.fromkeys([*([pointed] if pointed else []), *reversed(ids(data))]):
        if pointed and identifier > pointed:
            continue
        try:
            return verify(identifier, data), troubles
        except SnapshotProblem as problem:
            troubles.append(str(problem))
    later = [i for i in ids(data) if pointed and i > pointed and _whole(i, data)]
    other = f", or put {later[-1]} in use with: python -m etl rollback {later[-1]}" if later else ""
    raise SnapshotProblem(" ".join([*troubles, f"No whole snapshot is left to fall back on; build one with: python -m etl build{other}"]))


def current(data: Path = DATA) -> str | None:
    """The id in `data/current`, or None where the file is missing or holds something else."""
    try:
        text = (data / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if _ID.fullmatch(text) else None


def point(identifier: str, data: Path = DATA) -> None:
    """Put a snapshot in use, in one step."""
    verify(identifier, data)
    aside = data / ".current.tmp"
    aside.write_text(identifier + "\n", encoding="utf-8")
    _sync(aside)
    os.replace(aside, data / "current")
    # The pointer is replaced, so an error from here on must not be told as "nothing changed"; both pointers name a whole snapshot.
    with suppress(OSError):
        _sync(data)


def ids(data: Path = DATA) -> list[str]:
    """The ids of all snapshots on disk, oldest first."""
    root = data / "snapshots"
    return sorted(p.name for p in root.iterdir() if _ID.fullmatch(p.name)) if root.is_dir() else []


def _whole(identifier: str, data: Path) -> bool:
    try:
        verify(identifier, data)
    except SnapshotProblem:
        return False
    return True


def _content(files: dict[str, dict[str, Any]]) -> str:
    """One checksum over the files of a snapshot, in the order of their names."""
    return hashlib.sha256("".join(file["sha256"] for _, file in sorted(files.items())).encode()).hexdigest()


def _seal(manifest: dict[str, Any]) -> str:
    """The checksum of a manifest without the key that holds it."""
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make sure a file or folder is on the disk before the next step relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
