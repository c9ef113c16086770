"""Snapshots that are kept: a link keeps its figures, and what changed since is counted."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl import snapshot, store
from etl.store import Store
from pages.components.choice import opened
from pages.components.research import snapshots
from pages.components.wording import dutch
from tests.pages.opening import PATHS, texts, visit, working

REVISED = [("share_65_plus", "GM0355", 2020), ("share_65_plus", "GM0294", 2020), ("inhabitants", "GM0345", 2021)]


def edition(at: datetime, revised: list[tuple[str, str, int]], without: str = "", file: str = "observations") -> str:
    """Publish the embedded snapshot in the data folder with these cells of a file one higher, and perhaps without a region; gives its id."""
    held = snapshot.verify(store.open().id)
    tables: dict[str, pa.Table] = {Path(name).stem: held.table(Path(name).stem) for name in held.manifest["files"]}
    frame = tables[file].to_pandas()
    for indicator, region, year in revised:
        cell = (frame["indicator"] == indicator) & (frame["region"] == region) & (frame["year"] == year)
        assert cell.sum() == 1
        frame.loc[cell, "value"] += 1
    tables[file] = pa.Table.from_pandas(frame, schema=tables[file].schema, preserve_index=False)
    for name, table in tables.items():
        for column in ({"code"} if name == "regions" else {"region", "home", "work"}) & set(table.column_names):
            if without:
                table = table.filter(pc.not_equal(table[column].cast("string"), without))
        tables[name] = table
    rest = {k: v for k, v in held.manifest.items() if k not in ("id", "built", "schema", "content", "previous", "files", "sha256")}
    return snapshot.publish(tables, rest, at, snapshot.DATA).id


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with the embedded snapshot in use, which pages read; what is published goes there."""
    used = store.open()
    data = tmp_path / "data"
    shutil.copytree(snapshot.DATA / "snapshots" / used.id, data / "snapshots" / used.id)
    snapshot.point(used.id, data)
    pinned, verify, ids = store.pinned, snapshot.verify, snapshot.ids
    monkeypatch.setattr(snapshot, "DATA", data)
    monkeypatch.setattr(store, "pinned", lambda identifier: store.open() if identifier == store.open().id else pinned(identifier, data))
    monkeypatch.setattr(snapshot, "ids", lambda folder=data: ids(folder))
    monkeypatch.setattr(snapshot, "verify", lambda identifier, folder=data: verify(identifier, folder))
    snapshots._against.cache_clear()
    yield data
    snapshots._against.cache_clear()


@pytest.fixture
def older(folder: Path) -> str:
    """A snapshot of before the one in use, that differs from it in three cells; gives its id."""
    used = store.open().id
    made = edition(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), REVISED)
    snapshot.point(used, folder)
    return made


def test_exactly_the_revised_figures_are_counted(older: str) -> None:
    current, before = store.open(), store.pinned(older)
    found = opened.changes(before, current)
    assert (found.other, found.gone) == (len(REVISED), ())
    assert found.there > 300_000


def test_a_link_keeps_the_figures_of_its_snapshot(older: str) -> None:
    now = visit("vergelijk", {"gemeente": "GM0355", "indicator": "share_65_plus", "jaar": "2020"})
    then = visit("vergelijk", {"gemeente": "GM0355", "indicator": "share_65_plus", "jaar": "2020", "snapshot": older})
    working(then)
    assert texts(now, "notice") == []
    said, here = texts(then, "notice")
    assert "2 januari 2026" in said
    assert "zijn 3 van de" in said
    assert re.search(r"Van de \d[\d.]* waarden achter deze pagina zijn er 2 anders", here), "the third is of another figure"
    figures = [next(t for t in texts(app, "lead") if "65-plussers" in t) for app in (now, then)]
    assert figures[0] != figures[1]


def test_the_tables_page_lists_what_changed_of_the_rows_it_shows(older: str) -> None:
    asked = {"steden": "GM0355.GM0294.GM0345", "cijfers": "share_65_plus.inhabitants", "van": "2019", "tot": "2020"}
    then = visit("tabellen", {**asked, "snapshot": older})
    working(then)
    # Two of the three revised cells are among these rows; the third is of 2021.
    assert any("Van de 12 waarden achter deze pagina zijn er 2 anders" in text for text in texts(then, "notice"))
    (cells,) = [t.value for t in then.dataframe if "werd" in t.value]
    assert cells[["gemeente", "jaar"]].values.tolist() == [["Winterswijk", 2020], ["Zeist", 2020]]
    for was, now, by in cells[["was", "werd", "verschil"]].values.tolist():
        assert float(was.replace(",", ".")) - float(now.replace(",", ".")) == pytest.approx(1)
        assert by == "\u22121,0"
    calm = visit("tabellen", {**asked, "cijfers": "dwellings", "snapshot": older})
    assert any("is er geen een anders" in text for text in texts(calm, "notice"))
    assert not any("werd" in t.value for t in calm.dataframe)
    assert not any("werd" in t.value for t in visit("tabellen", asked).dataframe)


def test_the_sources_page_lists_every_revised_cell(older: str) -> None:
    app = visit("bronnen")
    working(app)
    (cells,) = [t.value for t in app.dataframe if "werd" in t.value]
    assert sorted(map(tuple, cells[["gemeente", "jaar"]].values.tolist())) == [("Veenendaal", 2021), ("Winterswijk", 2020), ("Zeist", 2020)]
    assert any("3 waarden zijn anders." in text for text in texts(app, "small"))
    one = visit("bronnen", {"cijfer": "inhabitants", "sinds": older})
    (cells,) = [t.value for t in one.dataframe if "werd" in t.value]
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


@pytest.mark.usefixtures("folder")
def test_with_one_snapshot_the_sources_page_says_so() -> None:
    app = visit("bronnen")
    assert any("Hier staat één momentopname" in text for text in texts(app, "small"))
    assert any("verwijdert geen oudere" in text for text in texts(app, "small"))
    said = " ".join(block.proto.body for block in app.get("html")) + " ".join(m.value for m in app.markdown)
    gone = store.open().manifest["previous"]
    assert gone is None or gone in snapshot.ids() or gone not in said, "a snapshot that is not here is not named"
    assert not any("werd" in t.value for t in app.dataframe)


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
    assert any("De momentopname die nu in gebruik is, is nieuwer" in text for text in shown(snapshot=older)[1])
    snapshot.point(older, data)
    assert shown() == (before, [])
    assert shown(snapshot=newer)[0] != before, "the newer one is kept, and can still be named"


def test_every_page_with_pictures_says_which_of_its_own_figures_are_others(older: str) -> None:
    """One revised cell is of Zeist, the two others of cities in another position: they weigh in the trend of all midsize cities only."""
    expected = {
        "stad": ({"gemeente": "GM0355"}, {("Zeist", 2020)}),
        "veerkracht": ({"gemeente": "GM0355", "trend": "ageing"}, {("Zeist", 2020), ("Winterswijk", 2020), ("Veenendaal", 2021)}),
        "scenario": ({"gemeente": "GM0355", "indicator": "share_65_plus"}, {("Zeist", 2020)}),
    }
    for path, (asked, cells) in expected.items():
        app = visit(path, {**asked, "snapshot": older})
        working(app)
        assert any(
            f"waarden achter deze pagina {'is er 1' if len(cells) == 1 else f'zijn er {len(cells)}'} anders" in t
            for t in texts(app, "notice")
        ), path
        (shown,) = [t.value for t in app.dataframe if "werd" in t.value]
        assert set(map(tuple, shown[["gemeente", "jaar"]].values.tolist())) == cells, path
        assert not any("werd" in t.value for t in visit(path, asked).dataframe), path


def test_the_total_counts_forecasts(folder: Path) -> None:
    used = store.open()
    name = next(iter(used.definitions.forecasts))
    made = edition(datetime(2026, 1, 2, tzinfo=UTC), [(name, "GM0355", 2040)], file="forecasts")
    snapshot.point(used.id, folder)
    (said, *_) = texts(visit("", {"snapshot": made}), "notice")
    assert "daarin is 1 van de" in said


def test_a_municipality_that_a_snapshot_lacks_is_named(folder: Path) -> None:
    used = store.open()
    made = edition(datetime(2026, 1, 2, tzinfo=UTC), [], without="GM0355")
    snapshot.point(used.id, folder)
    app = visit("bronnen", {"sinds": made})
    working(app)
    assert any("Alleen in de latere momentopname: Zeist (" in text for text in texts(app, "small"))
    (said, *_) = texts(visit("", {"snapshot": made}), "notice")
    assert "Zeist staat daar wel in en hier niet." in said
    # Zeist is an example of its position, and named on maps; every page goes on without it.
    for path in PATHS:
        working(visit(path, {"gemeente": "GM0355", "snapshot": made}))
    # After a rollback to it, the newer one is what the link names.
    figures = opened.changes(used, store.pinned(made))
    assert (figures.gone, figures.other) == (
        ("GM0355",),
        int(store.pinned(used.id).series("inhabitants", ["GM0355"])["value"].notna().sum()) + _others(used),
    )


def _others(held: Store) -> int:
    """The figures of Zeist besides its inhabitants, foretold ones among them."""
    foretold = [f.id for i in held.indicators() if (f := held.forecast(i.id)) is not None]
    observed = [i.id for i in held.indicators() if i.id != "inhabitants"]
    panels = [held.panel(name, ["GM0355"]) for name in observed] + [held.foretold(name, ["GM0355"]) for name in foretold]
    return sum(int((~np.isnan(panel.value)).sum()) for panel in panels)


def test_after_a_rollback_the_words_go_by_the_time_they_were_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newer one is named by the link while an older one is in use: nothing is called newest, and what was stays before what it became."""
    open_in, used = store.open, store.open().id
    built = datetime.fromisoformat(store.open().manifest["built"])
    later = built.replace(hour=21, minute=30, second=0)
    newer = edition(later, [("share_65_plus", "GM0355", 2020)])
    snapshot.point(used, folder)
    monkeypatch.setattr(store, "open", lambda: open_in(folder))
    app = visit("tabellen", {"steden": "GM0355", "cijfers": "share_65_plus", "van": "2020", "tot": "2020", "snapshot": newer})
    working(app)
    whole, here = texts(app, "notice")
    assert f"de momentopname van {dutch.moment(later.isoformat())}" in whole, "both are of one day"
    assert f"De momentopname die nu in gebruik is, is ouder, van {dutch.moment(built.isoformat())}" in whole
    assert "zijn er" in here or "is er 1 anders" in here
    assert [e.label for e in app.expander if "momentopname die nu in gebruik" in e.label], "not: since then"
    (cells,) = [t.value for t in app.dataframe if "werd" in t.value]
    assert cells["verschil"].tolist() == ["+1,0"], "it was the figure of the older one, and became that of the newer"


def test_any_two_kept_snapshots_are_compared(folder: Path) -> None:
    used = store.open().id
    first = edition(datetime(2026, 1, 2, tzinfo=UTC), REVISED)
    second = edition(datetime(2026, 1, 3, tzinfo=UTC), REVISED[:1])
    snapshot.point(used, folder)
    for asked in ({"sinds": first, "naast": second}, {"sinds": second, "naast": first}):
        app = visit("bronnen", asked)
        working(app)
        (cells,) = [t.value for t in app.dataframe if "werd" in t.value]
        assert sorted(map(tuple, cells[["gemeente", "jaar", "verschil"]].values.tolist())) == [
            ("Veenendaal", 2021, "\u22121"),
            ("Winterswijk", 2020, "\u22121,0"),
        ]
    same = visit("bronnen", {"sinds": first, "naast": first})
    working(same)
    assert any("twee keer dezelfde" in text for text in texts(same, "small"))
    damaged = folder / "snapshots" / first / "observations.parquet"
    damaged.write_bytes(b"x")
    store._kept.cache_clear()
    broken = visit("bronnen", {"sinds": first, "naast": used})
    working(broken)
    assert any("beschadigd en niet te lezen" in text for text in texts(broken, "small"))


def test_an_unknown_snapshot_gives_the_figures_of_now_and_says_so() -> None:
    app = visit("vergelijk", {"snapshot": "20200101T000000Z-0000"})
    working(app)
    assert any("U ziet de cijfers van nu" in text for text in texts(app, "notice"))


def test_the_list_names_every_kept_snapshot(older: str, held: Store) -> None:
    found = snapshots.kept(snapshot.ids(), store.open())
    assert [one.id for one in found] == sorted([older, held.id], reverse=True)
    assert [one.changed for one in found if one.id == older] == [3]
    said = snapshots.lines(found)
    assert "Deze is in gebruik." in next(line for line in said if held.id in line)
    assert "drie daarvan zijn anders of weg" in next(line for line in said if older in line)
