"""Every page, run through the entry script: what a first visitor sees, with every choice, and with damaged figures."""

import shutil
from html import escape
from pathlib import Path

import pytest

from etl import definitions, snapshot, store
from etl.store import Store
from pages.components.research import codebook
from pages.components.shell import later
from pages.components.wording import dutch
from tests.pages.opening import PATHS, THEMES, figures, texts, visit, working

TRENDS = [(path, trend.id) for path, theme in THEMES.items() for trend in definitions.load().trends_of(theme)]
OPEN = store.open


WITHOUT_FIGURES = ("kennisagenda",)
"""Pages of words: what happens on them has tests of its own."""


@pytest.mark.parametrize("path", PATHS)
def test_a_first_visitor_sees_something_useful(path: str) -> None:
    app = visit(path)
    working(app)
    assert texts(app, "notice") == []
    assert figures(app) >= 1 or path in WITHOUT_FIGURES
    assert app.query_params == {}, "nothing was chosen, so nothing stands in the link"


@pytest.mark.parametrize("path", [p for p in PATHS if p not in ("kennisagenda", "tabellen", "codeboek", "verantwoording", "bronnen")])
@pytest.mark.parametrize("code", ["GM0355", "GM0345", "GM0294", "GM1992"])
def test_with_a_city_the_page_speaks_of_that_city(held: Store, path: str, code: str) -> None:
    app = visit(path, {"gemeente": code})
    working(app)
    assert texts(app, "notice") == []
    (box,) = (b for b in app.selectbox if b.key in ("keuze_gemeente", "keuze_plaats"))
    assert box.value == code
    name = held.city(code).name
    said = [*(t.value for t in app.title), *(s.value for s in app.subheader), *texts(app), *(e.proto.label for e in app.get("page_link"))]
    assert any(name in text for text in said)


@pytest.mark.parametrize(("path", "trend"), TRENDS)
@pytest.mark.parametrize("city", ["", "GM0294"])
def test_every_trend_of_every_theme_opens(held: Store, path: str, trend: str, city: str) -> None:
    app = visit(path, {"trend": trend, **({"gemeente": city} if city else {})})
    working(app)
    assert texts(app, "notice") == []
    shown = held.definitions.trends[trend]
    assert [h.value for h in app.header] == [shown.name]
    assert any(shown.statement in text for text in texts(app, "small"))
    if any(i in {known.id for known in held.indicators()} for i in shown.indicators):
        assert figures(app) >= 3, "the list of trends, the line and the strip"
        assert texts(app, "source")
    else:
        assert any(shown.needs in text for text in texts(app, "empty")), "a trend without a figure says what it waits for"


@pytest.mark.parametrize("path", sorted(THEMES))
def test_every_task_and_question_of_the_source_stands_on_the_theme_page(held: Store, path: str) -> None:
    theme = held.definitions.themes[THEMES[path]]
    said = " ".join(texts(visit(path), "list"))
    for words in (*theme.tasks, *theme.questions):
        assert all(part.strip() in said for part in words.split(": ", 1)), words


def test_every_indicator_opens_on_the_comparing_page(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "drawn", lambda of, key: of)
    for shown in held.indicators():
        for city in ({}, {"gemeente": "GM0345", "vergelijk": "provincie"}):
            app = visit("vergelijk", {"indicator": shown.id, **city})
            working(app)
            assert texts(app, "notice") == []
            assert any(shown.phrase in text for text in texts(app, "lead"))
            assert len(app.get("plotly_chart")) + len([t for t in texts(app, "empty") if "Te weinig steden" in t]) == 1


def test_the_scatter_follows_when_the_browser_has_drawn_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit("vergelijk")
    assert not app.get("plotly_chart"), "on a first visit the other pictures come first"
    asked = {"of": ""}
    monkeypatch.setattr(later, "drawn", lambda of, key: asked["of"] or of)
    (first,) = app.run().get("plotly_chart")
    unit = next(t for t in texts(app, "unit") if " tegen " in t)
    asked["of"] = "what was drawn before"
    app.query_params["indicator"] = "net_participation"
    (stays,) = app.run().get("plotly_chart")
    assert stays.proto.spec == first.proto.spec, "after a choice the old one stays"
    assert unit in texts(app, "unit"), "with its own words"
    asked["of"] = ""
    (then,) = app.run().get("plotly_chart")
    assert then.proto.spec != first.proto.spec
    assert unit not in texts(app, "unit")


def test_the_overview_has_the_map_and_a_picture_for_each_theme(held: Store) -> None:
    app = visit()
    assert figures(app) == 1 + len(held.definitions.themes)
    assert len([s for s in app.subheader if s.value]) == len(held.definitions.themes)


def test_every_figure_has_a_source_line(held: Store) -> None:
    for path in ("", "vergelijk", *THEMES):
        assert any("Bron: CBS, tabel" in text for text in texts(visit(path), "source")), path


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_in_its_foot_how_fresh_the_figures_are(path: str) -> None:
    bodies = " ".join(e.proto.body for e in visit(path).get("html"))
    assert "opnamen van januari 2016 tot en met juni 2026" in bodies
    assert "Nieuwste cijfers" in bodies


def test_sources_page_says_that_a_recorded_archive_is_not_of_today(held: Store) -> None:
    assert held.manifest["origin"]["kind"] == "recorded"
    (lead,) = texts(visit("bronnen"), "lead")
    assert "niet de stand van vandaag" in lead
    assert "python" not in lead, "how to refresh them is for who manages the monitor, under its own fold"
    (fold,) = [e for e in visit("bronnen").expander if e.label == "Voor beheerders"]
    assert not fold.proto.expanded
    assert any("python -m etl build" in e.proto.body for e in fold.get("html"))


def test_sources_page_lists_every_table_with_its_address(held: Store) -> None:
    (listed,) = [e.proto.body for e in visit("bronnen").get("html") if 'class="mm-table"' in e.proto.body]
    for entry in held.manifest["tables"]:
        address = codebook.address(entry)
        assert f'href="{escape(address)}"' in listed, entry["id"]
        assert escape(dutch.listing(entry.get("parts") or [entry["id"]])) in listed or entry.get("address"), entry["id"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own, with the snapshot of the repository, which the pages then read."""
    folder = tmp_path / "data"
    shutil.copytree(snapshot.DATA / "snapshots", folder / "snapshots", ignore=shutil.ignore_patterns(".tmp-*"))
    shutil.copy(snapshot.DATA / "current", folder / "current")
    monkeypatch.setattr(store, "open", lambda data=folder: OPEN(data))
    return folder


def newer(data: Path) -> Path:
    """A second snapshot after the first one, put in use; its folder."""
    first = data / "snapshots" / (snapshot.current(data) or "")
    second = first.with_name("20991231T235959Z-" + first.name[-4:])
    shutil.copytree(first, second)
    snapshot.point(second.name, data)
    return second


@pytest.mark.parametrize("path", PATHS)
def test_a_damaged_snapshot_gives_the_one_before_with_a_banner(data: Path, path: str) -> None:
    broken = newer(data) / "observations.parquet"
    broken.write_bytes(broken.read_bytes()[:-1] + b"x")
    app = visit(path)
    working(app)
    (banner,) = texts(app, "notice")
    assert banner.startswith("De nieuwste cijfers zijn beschadigd. U ziet de stand van ")
    assert figures(app) >= 1 or path in WITHOUT_FIGURES


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("how", ["empty", "pointer gone", "all damaged", "manifest cut off"])
def test_without_any_whole_snapshot_every_page_says_what_to_do(data: Path, path: str, how: str) -> None:
    found = sorted((data / "snapshots").iterdir())
    if how == "empty":
        shutil.rmtree(data / "snapshots")
    for folder in found if how != "empty" else []:
        if how == "all damaged":
            (folder / "regions.parquet").write_bytes(b"")
        elif how == "manifest cut off":
            (folder / "manifest.json").write_text("{", encoding="utf-8")
        else:
            shutil.rmtree(folder)
    if how == "pointer gone":
        (data / "current").unlink()
    app = visit(path, {"gemeente": "GM0345"})
    assert not app.exception
    assert [t.value for t in app.title] == ["Er zijn nog geen cijfers om te tonen"]
    (said,) = texts(app, "empty")
    assert "python -m etl build" in said
    assert str(data) not in said, "no path of the machine on the screen"


def test_figures_come_back_once_a_snapshot_is_there_again(data: Path) -> None:
    pointer = (data / "current").read_text(encoding="utf-8")
    (data / "snapshots").rename(data / "away")
    assert visit("").title[0].value == "Er zijn nog geen cijfers om te tonen"
    (data / "away").rename(data / "snapshots")
    (data / "current").write_text(pointer, encoding="utf-8")
    working(visit(""))
    assert figures(visit("")) >= 1
