"""Snapshots: whole or not at all, whatever happens while one is written, and whatever happens to it afterwards."""

import errno
import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl import snapshot
from etl.problems import SnapshotProblem
from etl.snapshot import SCHEMA, Snapshot, current, ids, lock, point, publish, usable, verify
from tests.etl.service import Service, wait_for

THEN = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
STEPS = ["write observations", "write regions", "write positions", "write manifest", "rename", "verify", "point"]


def tables(value: float) -> dict[str, pa.Table]:
    """Three small tables that differ by one number."""
    return {name: pa.table({"region": ["GM0355"], "value": [value + n]}) for n, name in enumerate(("observations", "regions", "positions"))}


def published(data: Path, number: int, **settings: Any) -> Snapshot:
    """Publish the snapshot of a number, an hour after the one before."""
    return publish(tables(number), {"tables": [], "note": number}, THEN + timedelta(hours=number), data, **settings)


def files(data: Path) -> dict[str, bytes]:
    """Everything that counts in a data folder: the pointer and all whole snapshots."""
    found = [data / "current", *data.glob("snapshots/2*/*")]
    return {str(p.relative_to(data)): p.read_bytes() for p in found if p.is_file()}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with two snapshots, the second in use."""
    folder = tmp_path / "data"
    published(folder, 1)
    published(folder, 2)
    return folder


class TestPublishing:
    def test_a_first_snapshot(self, tmp_path: Path) -> None:
        seen: list[str] = []
        made = published(tmp_path, 1, step=seen.append)
        assert seen == STEPS
        assert re.fullmatch(r"20261121T130000Z-[0-9a-f]{4}", made.id)
        assert current(tmp_path) == made.id
        assert ids(tmp_path) == [made.id]
        held, troubles = usable(tmp_path)
        assert held.id == made.id
        assert troubles == []
        assert held.table("observations")["value"].to_pylist() == [1.0]
        assert held.manifest["previous"] is None
        assert held.manifest["schema"] == SCHEMA
        assert held.manifest["note"] == 1
        assert [p.name for p in tmp_path.glob("snapshots/*")] == [made.id]

    def test_the_manifest_names_every_file(self, data: Path) -> None:
        held, _ = usable(data)
        assert set(held.manifest["files"]) == {"observations.parquet", "regions.parquet", "positions.parquet"}
        for name, told in held.manifest["files"].items():
            assert (held.folder / name).stat().st_size == told["bytes"]
            assert pq.read_metadata(held.folder / name).num_rows == told["rows"]

    def test_the_embedded_snapshot_is_whole(self) -> None:
        held, troubles = usable()
        assert troubles == []
        assert held.id == current()

    def test_each_names_the_one_before(self, data: Path) -> None:
        one, two = ids(data)
        assert verify(two, data).manifest["previous"] == one
        assert verify(one, data).manifest["previous"] is None

    def test_the_same_figures_give_the_same_files(self, tmp_path: Path) -> None:
        one, other = (publish(tables(1), {}, THEN, tmp_path / n) for n in ("a", "b"))
        assert one.id == other.id
        assert files(tmp_path / "a") == files(tmp_path / "b")

    def test_the_same_figures_in_the_same_second(self, data: Path) -> None:
        before = files(data)
        again = published(data, 2)
        assert again.id == current(data)
        assert files(data) == before

    def test_the_same_figures_in_the_same_second_over_a_damaged_one(self, data: Path) -> None:
        before = files(data)
        (data / "snapshots" / str(current(data)) / "regions.parquet").write_bytes(b"")
        published(data, 2)
        assert {k: v for k, v in files(data).items() if "manifest" not in k} == {k: v for k, v in before.items() if "manifest" not in k}
        assert usable(data)[1] == []

    def test_rolling_back_and_forward(self, data: Path) -> None:
        one, two = ids(data)
        point(one, data)
        assert usable(data)[0].id == one, "a newer snapshot is not taken after a rollback"
        point(two, data)
        assert usable(data)[0].id == two

    @pytest.mark.parametrize("name", ["../../etc", "20261121T120000Z-0000", "", "latest", "20261121T130000Z-zzzz"])
    def test_rolling_back_to_nothing(self, data: Path, name: str) -> None:
        before = files(data)
        with pytest.raises(SnapshotProblem):
            point(name, data)
        assert files(data) == before


class Broken(Exception):
    """What a test throws in the works."""


def at_step(name: str) -> Callable[[pytest.MonkeyPatch, Path], dict[str, Any]]:
    def arm(monkeypatch: pytest.MonkeyPatch, data: Path) -> dict[str, Any]:
        def step(reached: str) -> None:
            if reached == name:
                raise Broken(name)

        return {"step": step}

    return arm


def failing(module: Any, name: str, call: int, error: Exception) -> Callable[[pytest.MonkeyPatch, Path], dict[str, Any]]:
    """A system call that fails at its nth call."""

    def arm(monkeypatch: pytest.MonkeyPatch, data: Path) -> dict[str, Any]:
        real, calls = getattr(module, name), iter(range(1, 1000))

        def sometimes(*given: Any, **named: Any) -> Any:
            if next(calls) == call:
                raise error
            return real(*given, **named)

        monkeypatch.setattr(module, name, sometimes)
        return {}

    return arm


def writing(name: str) -> Callable[[pytest.MonkeyPatch, Path], dict[str, Any]]:
    """A disk that is full when this file is written, after half of it."""

    def arm(monkeypatch: pytest.MonkeyPatch, data: Path) -> dict[str, Any]:
        real = Path.write_text

        def full(self: Path, text: str, *given: Any, **named: Any) -> int:
            if self.name == name:
                real(self, text[: len(text) // 2], *given, **named)
                raise NO_SPACE
            return real(self, text, *given, **named)

        monkeypatch.setattr(Path, "write_text", full)
        return {}

    return arm


NO_SPACE = OSError(errno.ENOSPC, "No space left on device")
DENIED = PermissionError(errno.EACCES, "Permission denied")
CRASHES = {
    **{f"at {name}": at_step(name) for name in STEPS},
    **{f"replace {n}": failing(os, "replace", n, DENIED) for n in (1, 2)},
    # Three tables, the manifest, the folder of snapshots and the new pointer are synced before the pointer is replaced.
    **{f"fsync {n}": failing(os, "fsync", n, NO_SPACE) for n in range(1, 7)},
    **{f"parquet {n}": failing(pq, "write_table", n, NO_SPACE) for n in (1, 2, 3)},
    "full at the manifest": writing("manifest.json"),
    "full at the pointer": writing(".current.tmp"),
}


class TestCrashes:
    @pytest.mark.parametrize("crash", CRASHES)
    def test_everything_in_use_is_as_before(self, data: Path, crash: str, monkeypatch: pytest.MonkeyPatch) -> None:
        before, used = files(data), current(data)
        with monkeypatch.context() as patch:
            settings = CRASHES[crash](patch, data)
            with pytest.raises((Broken, OSError)):
                published(data, 3, **settings)
        after = files(data)
        assert {k: v for k, v in after.items() if k in before} == before
        held, troubles = usable(data)
        assert held.id == used
        assert troubles == []
        for name in {Path(k).parts[1] for k in after if k not in before}:
            verify(name, data)
        # The next one works, and leaves nothing of the broken one behind.
        made = published(data, 4)
        assert current(data) == made.id
        assert not [p.name for p in data.rglob("*") if ".tmp" in p.name]

    @pytest.mark.parametrize("crash", CRASHES)
    def test_a_first_one_that_breaks_leaves_none_or_a_whole_one(self, tmp_path: Path, crash: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            settings = CRASHES[crash](patch, tmp_path)
            with pytest.raises((Broken, OSError)):
                published(tmp_path, 3, **settings)
        assert current(tmp_path) is None
        if ids(tmp_path):
            held, troubles = usable(tmp_path)
            verify(held.id, tmp_path)
            assert troubles == ["data/current names no snapshot."]
        else:
            with pytest.raises(SnapshotProblem, match="build one with: python -m etl build"):
                usable(tmp_path)
        made = published(tmp_path, 4)
        assert current(tmp_path) == made.id
        assert usable(tmp_path)[1] == []

    def test_once_the_pointer_is_replaced_it_is_done(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error after that must not be told as a failure: the new snapshot is in use."""
        with monkeypatch.context() as patch:
            failing(os, "fsync", 7, NO_SPACE)(patch, data)
            made = published(data, 3)
        assert current(data) == made.id
        assert usable(data)[1] == []

    def test_a_reader_in_between_sees_one_or_the_other(self, data: Path) -> None:
        before = current(data)
        seen = set()

        def look(step: str) -> None:
            held, troubles = usable(data)
            assert troubles == []
            seen.add(held.id)

        made = published(data, 3, step=look)
        assert seen == {before}
        assert usable(data)[0].id == made.id


KILLED = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from etl.build import build
    from etl.sources.cbs import CbsService

    class Quiet:
        def start(self, tables): ...
        def table(self, name): say("table " + name)
        def say(self, sentence): ...

    def say(word):
        print(word, flush=True)
        if word == sys.argv[4]:
            time.sleep(60)

    build(CbsService(sys.argv[1]), Quiet(), folder=Path(sys.argv[2]), data=Path(sys.argv[3]), step=say)
    print("done", flush=True)
""")


def build_in_a_process(service: Service, definitions: Path, data: Path, stop_at: str = "") -> "subprocess.Popen[str]":
    """A real build in a process of its own, that sleeps when it reaches a moment."""
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, service.url, str(definitions), str(data), stop_at],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout is not None
    return (line.strip() for line in process.stdout)


class TestKilled:
    @pytest.mark.parametrize("moment", ["table 82900NED", "write positions", "rename", "verify", "point"])
    def test_a_build_that_is_killed_changes_nothing(
        self, service: Service, run: Callable[..., Any], first: str, small_definitions: Path, tmp_path: Path, moment: str
    ) -> None:
        data = tmp_path / "data"
        before = files(data)
        process = build_in_a_process(service, small_definitions, data, moment)
        try:
            assert moment in lines(process), process.stderr and process.stderr.read()
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=10)
        assert {k: v for k, v in files(data).items() if k in before} == before
        held, troubles = usable(data)
        assert held.id == first
        assert troubles == []
        # Nobody holds the lock any more, and the next one clears what was left.
        assert run(now=lambda: THEN + timedelta(hours=1)).exit_code == 0
        assert not list(data.glob("snapshots/.tmp-*"))

    def test_a_build_that_is_killed_while_cbs_is_silent(
        self, service: Service, first: str, small_definitions: Path, tmp_path: Path
    ) -> None:
        data = tmp_path / "data"
        before = files(data)
        service.fault("silent", "82900NED")
        process = build_in_a_process(service, small_definitions, data)
        assert wait_for(lambda: service.count("82900NED") > 0)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
        assert files(data) == before
        assert usable(data)[0].id == first


def damage(name: str) -> Callable[[Path], None]:
    """Change one byte in the middle of a file."""

    def do(folder: Path) -> None:
        path = folder / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))

    return do


def cut(name: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[:-7])

    return do


def edited(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """A manifest that somebody edited by hand."""

    def do(folder: Path) -> None:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        change(manifest)
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return do


def manifest_text(text: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        (folder / "manifest.json").write_text(text, encoding="utf-8")

    return do


DAMAGES = {
    "one byte of the figures": (damage("observations.parquet"), "observations.parquet of snapshot {id} is damaged"),
    "figures cut short": (cut("regions.parquet"), "regions.parquet of snapshot {id} is damaged"),
    "figures empty": (lambda f: (f / "positions.parquet").write_bytes(b""), "positions.parquet of snapshot {id} is damaged"),
    "figures gone": (lambda f: (f / "positions.parquet").unlink(), "{id} lacks its file positions.parquet"),
    "manifest gone": (lambda f: (f / "manifest.json").unlink(), "{id} is not there, or has no manifest"),
    "manifest cut short": (cut("manifest.json"), "manifest of snapshot {id} cannot be read"),
    "manifest of another kind": (manifest_text("[]"), "manifest of snapshot {id} cannot be read"),
    "manifest empty": (manifest_text(""), "manifest of snapshot {id} cannot be read"),
    "manifest null": (manifest_text("null"), "manifest of snapshot {id} cannot be read"),
    "manifest not UTF-8": (lambda f: (f / "manifest.json").write_bytes(b'{"schema": "\xe9"}'), "manifest of snapshot {id} cannot be read"),
    "manifest is a folder": (
        lambda f: ((f / "manifest.json").unlink(), (f / "manifest.json").mkdir()),
        "manifest of snapshot {id} cannot be read",
    ),
    "no files": (edited(lambda m: m.pop("files")), "manifest of snapshot {id} cannot be read"),
    "files are a list": (edited(lambda m: m.update(files=[])), "manifest of snapshot {id} cannot be read"),
    "files are null": (edited(lambda m: m["files"].update({"observations.parquet": None})), "manifest of snapshot {id} cannot be read"),
    "a file without a checksum": (
        edited(lambda m: m["files"]["regions.parquet"].pop("sha256")),
        "manifest of snapshot {id} cannot be read",
    ),
    "files emptied": (edited(lambda m: m.update(files={})), "manifest of snapshot {id} was changed"),
    "a file left out": (edited(lambda m: m["files"].pop("positions.parquet")), "manifest of snapshot {id} was changed"),
    "a checksum edited": (edited(lambda m: m["files"]["regions.parquet"].update(sha256="0" * 64)), "manifest of snapshot {id} was changed"),
    "a note edited": (edited(lambda m: m.update(note=99)), "manifest of snapshot {id} was changed"),
    "a note added": (edited(lambda m: m.update(more=1)), "manifest of snapshot {id} was changed"),
    "another schema": (
        edited(lambda m: m.update(schema=SCHEMA + 1)),
        f"{{id}} has schema {SCHEMA + 1}; this version of the monitor reads schema {SCHEMA}",
    ),
    "an old schema without a word": (manifest_text('{"schema": 0}'), "{id} has schema 0"),
}


class TestDamage:
    @pytest.mark.parametrize("name", DAMAGES)
    def test_the_one_before_is_used_with_a_sentence(self, data: Path, name: str) -> None:
        do, words = DAMAGES[name]
        one, two = ids(data)
        do(data / "snapshots" / two)
        held, troubles = usable(data)
        assert held.id == one
        assert len(troubles) == 1
        assert words.format(id=two) in troubles[0]
        assert held.table("observations")["value"].to_pylist() == [1.0]

    @pytest.mark.parametrize("name", DAMAGES)
    def test_with_none_before_it_says_what_to_do(self, data: Path, name: str) -> None:
        do, words = DAMAGES[name]
        for identifier in ids(data):
            do(data / "snapshots" / identifier)
        with pytest.raises(SnapshotProblem) as caught:
            usable(data)
        assert words.format(id=ids(data)[-1]) in str(caught.value)
        assert "build one with: python -m etl build" in str(caught.value)

    def test_a_manifest_from_before_the_seal_is_read(self, data: Path) -> None:
        edited(lambda m: m.pop("sha256"))(data / "snapshots" / ids(data)[-1])
        assert usable(data)[1] == []

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            "../../etc/passwd",
            "../snapshots/20261121T140000Z-0000",
            "20261121T140000Z-0000/..",
            "/etc/passwd",
            "latest",
            "20261121T140000Z-0000\n20261121T150000Z-0000",
            "\u0000",
        ],
    )
    def test_a_pointer_that_names_no_snapshot(self, data: Path, text: str) -> None:
        (data / "current").write_text(text, encoding="utf-8")
        assert current(data) is None
        held, troubles = usable(data)
        assert held.id == ids(data)[-1]
        assert troubles == ["data/current names no snapshot."]

    def test_a_pointer_that_is_gone_or_no_file_or_no_text(self, data: Path) -> None:
        (data / "current").unlink()
        assert usable(data)[0].id == ids(data)[-1]
        (data / "current").write_bytes(b"\xff\xfe")
        assert usable(data)[0].id == ids(data)[-1]
        (data / "current").unlink()
        (data / "current").mkdir()
        assert usable(data)[0].id == ids(data)[-1]

    def test_a_pointer_to_a_snapshot_that_is_gone(self, data: Path) -> None:
        one, two = ids(data)
        shutil.rmtree(data / "snapshots" / two)
        held, troubles = usable(data)
        assert held.id == one
        assert f"Snapshot {two} is not there" in troubles[0]

    def test_a_pointer_to_before_all_snapshots(self, data: Path) -> None:
        """Newer ones are not taken by themselves (they may have been rolled back from), but they are named."""
        (data / "current").write_text("20200101T000000Z-0000", encoding="utf-8")
        with pytest.raises(SnapshotProblem, match=f"or put {ids(data)[-1]} in use with: python -m etl rollback {ids(data)[-1]}"):
            usable(data)

    def test_a_folder_without_anything(self, tmp_path: Path) -> None:
        with pytest.raises(SnapshotProblem, match="build one with: python -m etl build"):
            usable(tmp_path / "nowhere")
        assert ids(tmp_path / "nowhere") == []
        assert current(tmp_path / "nowhere") is None

    def test_what_else_lies_in_the_folder_is_no_snapshot(self, data: Path) -> None:
        before = ids(data)
        for name in (".tmp-123", "backup", "20261121T130000Z-12345", "20261121-1300"):
            (data / "snapshots" / name).mkdir()
        (data / "snapshots" / "20261121T130000Z-aaaa").write_text("a file", encoding="utf-8")
        assert [i for i in ids(data) if i != "20261121T130000Z-aaaa"] == before
        assert usable(data)[1] == []

    def test_a_name_in_the_manifest_leads_nowhere_else(self, data: Path) -> None:
        """Even a manifest that was sealed again reaches only files of its own folder."""
        folder = data / "snapshots" / ids(data)[-1]
        (data / "secret.parquet").write_bytes(b"x")

        def change(manifest: dict[str, Any]) -> None:
            told = manifest["files"].pop("regions.parquet")
            manifest["files"]["../../secret.parquet"] = told
            manifest["content"] = snapshot._content(manifest["files"])
            manifest["sha256"] = snapshot._seal(manifest)

        edited(change)(folder)
        assert usable(data)[0].id == ids(data)[0]


def _hold(data: Path, taken: Any, free: Any) -> None:
    with lock(data):
        taken.set()
        free.wait(20)


class TestLock:
    def test_two_builds_in_one_process(self, tmp_path: Path) -> None:
        with (
            lock(tmp_path),
            pytest.raises(SnapshotProblem, match="Another build is running in this folder; nothing was done"),
            lock(tmp_path),
        ):
            pass
        with lock(tmp_path):
            pass

    def test_the_lock_is_free_after_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(Broken), lock(tmp_path):
            raise Broken
        with lock(tmp_path):
            pass

    def test_two_builds_in_two_processes(self, service: Service, run: Callable[..., Any], tmp_path: Path) -> None:
        data = tmp_path / "data"
        context = multiprocessing.get_context("spawn")
        taken, free = context.Event(), context.Event()
        other = context.Process(target=_hold, args=(data, taken, free))
        other.start()
        try:
            assert taken.wait(15)
            with pytest.raises(SnapshotProblem, match="Another build is running"):
                run()
            assert service.asked == [], "the second build asked CBS for something"
            assert not (data / "snapshots").exists()
        finally:
            free.set()
            other.join(10)
        assert run().exit_code == 0
