"""Snapshots that are kept: a link keeps its figures, and what changed since is counted."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from etl import snapshot, store
from etl.store import Store
from pages.components.choice import opened
from pages.components.research import snapshots
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
    said, here = texts(then, "notice")
    assert "2 januari 2026" in said
    assert "zijn 3 van de" in said
    assert re.search(r"Van de \d[\d.]* waarden die u hier ziet, zijn er 2 anders", here), "the third is of another figure"
    figures = [next(t for t in texts(app, "lead") if "65-plussers" in t) for app in (now, then)]
    assert figures[0] != figures[1]


def test_the_tables_page_lists_what_changed_of_the_rows_it_shows(older: str) -> None:
    asked = {"steden": "GM0355.GM0294.GM0345", "cijfers": "share_65_plus.inhabitants", "van": "2019", "tot": "2020"}
    then = visit("tabellen", {**asked, "snapshot": older})
    working(then)
    # Two of the three revised cells are among these rows; the third is of 2021.
    assert any("Van de 12 waarden die u hier ziet, zijn er 2 anders" in text for text in texts(then, "notice"))
    (cells,) = [t.value for t in then.dataframe if "is nu" in t.value]
    assert cells[["gemeente", "jaar"]].values.tolist() == [["Winterswijk", 2020], ["Zeist", 2020]]
    for was, now, by in cells[["was", "is nu", "verschil"]].values.tolist():
        assert float(was.replace(",", ".")) - float(now.replace(",", ".")) == pytest.approx(1)
        assert by == "\u22121,0"
    calm = visit("tabellen", {**asked, "cijfers": "dwellings", "snapshot": older})
    assert any("is er geen een anders" in text for text in texts(calm, "notice"))
    assert not any("is nu" in t.value for t in calm.dataframe)
    assert not any("is nu" in t.value for t in visit("tabellen", asked).dataframe)


def test_the_sources_page_lists_every_revised_cell(older: str) -> None:
    app = visit("bronnen")
    working(app)
    (cells,) = [t.value for t in app.dataframe if "is nu" in t.value]
    assert sorted(map(tuple, cells[["gemeente", "jaar"]].values.tolist())) == [("Veenendaal", 2021), ("Winterswijk", 2020), ("Zeist", 2020)]
    assert any("3 waarden zijn anders." in text for text in texts(app, "small"))
    one = visit("bronnen", {"cijfer": "inhabitants", "sinds": older})
    (cells,) = [t.value for t in one.dataframe if "is nu" in t.value]
    assert cells["gemeente"].tolist() == ["Veenendaal"]
    wrong = visit("bronnen", {"cijfer": "dwellings", "sinds": "20200101T000000Z-0000"})
    working(wrong)
    assert len(texts(wrong, "notice")) == 2


def test_the_sources_page_says_what_was_held_back_since_when_and_why(older: str) -> None:
    kept = snapshot.verify(older, snapshot.DATA)
    rest = {k: v for k, v in kept.manifest.items() if k not in ("id", "built", "schema", "content", "previous", "files", "sha256")}
    why = "Table 82900NED: CBS did not answer (503)."
    tables = [{**t, "held": why, "held_since": "2026-10-03"} if t["id"] == "82900NED" else t for t in rest["tables"]]
    figures = {**rest["indicators"], "dwellings": {**rest["indicators"]["dwellings"], "held": why, "carried_from": older}}
    content = {Path(name).stem: kept.table(Path(name).stem) for name in kept.manifest["files"]}
    used = store.open().id
    made = snapshot.publish(content, {**rest, "tables": tables, "indicators": figures}, datetime(2026, 10, 4, tzinfo=UTC), snapshot.DATA)
    snapshot.point(used, snapshot.DATA)
    app = visit("bronnen", {"snapshot": made.id})
    working(app)
    (listed,) = [e.proto.body for e in app.get("html") if 'class="mm-table"' in e.proto.body]
    first = listed.split("<tbody>")[1].split("</tr>")[0]
    assert all(part in first for part in ("82900NED", "3 oktober 2026", why))
    said = " ".join(texts(app, "list"))
    assert "Tabel 82900NED is niet bijgewerkt sinds 3 oktober 2026. Hierdoor ouder: Woningvoorraad." in said
    assert why in said
    origin = visit("tabellen", {"snapshot": made.id, "cel": "GM0355.dwellings.2020"})
    assert "omdat de bron daarna niet te lezen was" in " ".join(texts(origin, "facts"))
    assert why in " ".join(texts(origin, "facts"))


def test_with_one_snapshot_the_sources_page_says_so() -> None:
    app = visit("bronnen")
    assert any("Hier staat één momentopname" in text for text in texts(app, "small"))
    assert any("verwijdert geen oudere" in text for text in texts(app, "small"))
    said = " ".join(block.proto.body for block in app.get("html")) + " ".join(m.value for m in app.markdown)
    gone = store.open().manifest["previous"]
    assert gone is None or gone in snapshot.ids() or gone not in said, "a snapshot that is not here is not named"
    assert not any("is nu" in t.value for t in app.dataframe)


def test_a_pinned_link_is_the_same_after_a_new_build_and_after_a_rollback(older: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The older one is put in use, as it was before the newer was built; then the newer; then the older again."""
    data, newer = snapshot.DATA, store.open().id
    open_in = store.open
    monkeypatch.setattr(store, "open", lambda: open_in(data))
    link = {"steden": "GM0355", "cijfers": "share_65_plus", "van": "2020", "tot": "2020"}

    def shown(**more: str) -> tuple[str, list[str]]:
        app = visit("tabellen", {**link, **more})
        working(app)
        return app.dataframe[0].value["waarde"].iloc[0], texts(app, "notice")

    snapshot.point(older, data)
    before, said = shown(snapshot=older)
    assert said == []
    snapshot.point(newer, data)
    assert shown(snapshot=older)[0] == before, "a new build leaves the link as it was"
    assert shown()[0] != before
    assert any("Er is een nieuwere" in text for text in shown(snapshot=older)[1])
    snapshot.point(older, data)
    assert shown() == (before, [])
    assert shown(snapshot=newer)[0] != before, "the newer one is kept, and can still be named"


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
