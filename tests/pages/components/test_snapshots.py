"""Snapshots that are kept: a link keeps its figures, and what changed since is counted."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from etl import snapshot, store
from etl.store import Store
from pages.components import opened, snapshots
from tests.pages.opening import texts, visit, working

REVISED = [("share_65_plus", "GM0355", 2020), ("share_65_plus", "GM0294", 2020), ("inhabitants", "GM0345", 2021)]


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A data folder with the embedded snapshot in use, and one before it that differs in three cells; gives the id of the older."""
    used = store.open()
    held = snapshot.verify(used.id)
    data = tmp_path / "data"
    names = [Path(name).stem for name in held.manifest["files"]]
    tables: dict[str, pa.Table] = {name: held.table(name) for name in names}
    frame = tables["observations"].to_pandas()
    for indicator, region, year in REVISED:
        at = (frame["indicator"] == indicator) & (frame["region"] == region) & (frame["year"] == year)
        assert at.sum() == 1
        frame.loc[at, "value"] += 1
    tables["observations"] = pa.Table.from_pandas(frame, schema=tables["observations"].schema, preserve_index=False)
    rest = {k: v for k, v in held.manifest.items() if k not in ("id", "built", "schema", "content", "previous", "files", "sha256")}
    made = snapshot.publish(tables, rest, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), data)
    shutil.copytree(held.folder, data / "snapshots" / used.id)
    snapshot.point(used.id, data)
    pinned = store.pinned.__wrapped__
    monkeypatch.setattr(snapshot, "DATA", data)
    monkeypatch.setattr(store, "pinned", lambda identifier: pinned(identifier, data))
    monkeypatch.setattr(snapshot, "ids", lambda folder=data: sorted(p.name for p in (folder / "snapshots").iterdir()))
    snapshots._against.cache_clear()
    yield made.id
    snapshots._against.cache_clear()


def test_exactly_the_revised_figures_are_counted(older: str) -> None:
    current, before = store.open(), store.pinned(older)
    there, changed = opened.changes(before, current)
    assert changed == len(REVISED)
    assert there > 300_000
    assert opened.of_indicator(before, current, "inhabitants", ("GM0345",))[1] == 1
    assert opened.of_indicator(before, current, "inhabitants", ("GM0355",))[1] == 0


def test_a_link_keeps_the_figures_of_its_snapshot(older: str) -> None:
    now = visit("vergelijk", {"gemeente": "GM0355", "indicator": "share_65_plus", "jaar": "2020"})
    then = visit("vergelijk", {"gemeente": "GM0355", "indicator": "share_65_plus", "jaar": "2020", "snapshot": older})
    working(then)
    assert texts(now, "notice") == []
    (said,) = texts(then, "notice")
    assert "2 januari 2026" in said
    assert "zijn 3 van de" in said
    figures = [next(t for t in texts(app, "lead") if "65-plussers" in t) for app in (now, then)]
    assert figures[0] != figures[1]


def test_an_unknown_snapshot_gives_the_figures_of_now_and_says_so() -> None:
    app = visit("vergelijk", {"snapshot": "20200101T000000Z-0000"})
    working(app)
    assert any("U ziet de cijfers van nu" in text for text in texts(app, "notice"))


def test_the_list_names_every_kept_snapshot(older: str, held: Store) -> None:
    found = snapshots.kept(snapshot.ids(), store.open())
    assert [one.id for one in found] == sorted([older, held.id], reverse=True)
    assert [one.changed for one in found if one.id == older] == [3]
    assert "Deze is in gebruik." in snapshots.line(next(one for one in found if one.id == held.id))
    assert "drie daarvan zijn nu anders" in snapshots.line(next(one for one in found if one.id == older))
