"""The masterclass: the list of stories, a story that opens from its link, and what the page says when something is not so."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from etl import claims, stories
from etl.store import Store
from pages.components.masterclass import stage
from pages.components.masterclass.story import frames
from tests.pages import telling
from tests.pages.opening import texts, visit, working

STORIES = tuple(stories.FOLDER.glob("*.toml"))
CASES = [path.stem for path in sorted(STORIES)]


def shown(app: AppTest) -> dict[str, Any]:
    """What the browser gets of the story."""
    (found,) = [e for e in app.get("bidi_component") if e.proto.component_name == "midsize_stage"]
    return dict(json.loads(found.proto.json))


@pytest.fixture
def proof(held: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> stories.Story:
    """A story of every kind, instead of those of the repository."""
    story = telling.story(held, tmp_path)
    monkeypatch.setattr(stories, "readable", lambda defined: ({story.id: story}, {}))
    monkeypatch.setattr("pages.components.shell.kept.recall", lambda store, key, work: work())
    return story


def test_the_list_offers_every_story_with_its_own_city(held: Store) -> None:
    app = visit("masterclass")
    working(app)
    known = stories.load(held.definitions)
    assert [h.value for h in app.header] == [s.title for s in known.values()]
    for story in known.values():
        where = held.name(story.city) if story.city else "alle middelgrote steden"
        assert app.button(key=f"begin_{story.id}").label == f"Start met {where}"
        assert story.intro in texts(app, "lead")
    assert len(app.get("download_button")) == len(known), "every story can be taken along as slides"


def test_with_a_city_every_story_is_about_that_city(held: Store) -> None:
    app = visit("masterclass", {"gemeente": "GM0828"})
    working(app)
    for story in stories.load(held.definitions).values():
        assert app.button(key=f"begin_{story.id}").label == "Start met Oss"
        app.button(key=f"begin_{story.id}").click().run()
        working(app)
        assert app.query_params == {"gemeente": "GM0828", "verhaal": story.id}
        data = shown(app)
        assert data["city"] == "Oss"
        assert [f["headline"] for f in data["frames"]] == [stage.glyphs(f.headline) for f in frames(held, story, held.city("GM0828"))]
        app = visit("masterclass", {"gemeente": "GM0828"})


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("look", ["", "notities"])
def test_a_story_opens_from_its_link(held: Store, name: str, look: str) -> None:
    story = stories.load(held.definitions)[name]
    app = visit("masterclass", {"verhaal": name, "stap": "2", **({"beeld": look} if look else {})})
    working(app)
    assert texts(app, "notice") == []
    data = shown(app)
    assert data["look"] == ("notes" if look else "screen")
    assert data["link"] == {"verhaal": name, "gemeente": "", "beeld": look, "snapshot": ""}
    assert [f["headline"] for f in data["frames"]] == [stage.glyphs(f.headline) for f in frames(held, story, None)]
    assert all(f["holds"] for f in data["frames"]), "the stories of the repository are true for their own city"
    assert app.title[0].value.startswith(story.title)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("verhaal={}&stap=99", "De link noemt een stap die dit verhaal niet heeft"),
        ("verhaal={}&stap=0", "De link noemt een stap die dit verhaal niet heeft"),
        ("verhaal={}&stap=%D9%A3", "De link noemt een stap die dit verhaal niet heeft"),
        ("verhaal={}&stap=1&stap=2", "De link noemt ‘stap’ meer dan eens"),
        ("verhaal={}&beeld=enorm", "onbekende waarde voor ‘beeld’"),
    ],
)
def test_a_wrong_link_opens_the_story_and_says_so_on_its_screen(query: str, said: str) -> None:
    app = visit("masterclass", query.format(CASES[0]))
    working(app)
    assert any(said in text for text in texts(app, "notice"))
    assert any(said in text for text in shown(app)["notices"])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("GM0184", "Urk is in deze monitor geen middelgrote stad"),
        ("GM0363", "Amsterdam is in deze monitor geen middelgrote stad"),
        ("GM0091", "zij hoort nu bij Súdwest-Fryslân"),
        ("GM9999", "een gemeente die wij niet kennen"),
    ],
)
@pytest.mark.parametrize("look", ["", "notities"])
def test_a_link_to_a_place_without_a_story_never_tells_that_of_another_city(held: Store, code: str, said: str, look: str) -> None:
    app = visit("masterclass", {"verhaal": "governance", "gemeente": code, "stap": "3", **({"beeld": look} if look else {})})
    working(app)
    assert not [e for e in app.get("bidi_component") if e.proto.component_name == "midsize_stage"]
    assert any(said in text for text in texts(app, "notice"))
    assert app.query_params == {}
    app.selectbox(key="keuze_plaats").set_value("GM0828").run()
    assert app.button(key="begin_governance").label == "Start met Oss", "and choosing goes on from there"


@pytest.mark.parametrize(
    ("place", "label", "said"),
    [
        ("GM0184", "Urk (geen middelgrote stad)", "Urk (20.000 tot 50.000 inwoners) is geen lid van de G40 of de M50."),
        ("GM0363", "Amsterdam (geen middelgrote stad)", "Amsterdam is een van de vier grootste gemeenten (G4), geen middelgrote stad."),
        ("GM0091", "Sneek (nu Súdwest-Fryslân)", "Sneek hoort sinds 2011 bij Súdwest-Fryslân. Súdwest-Fryslân (50.000 tot"),
        ("PV21", "Friesland (provincie)", "Friesland is een provincie. De middelgrote stad daar: Leeuwarden. Kies een stad."),
    ],
)
def test_a_place_without_a_story_is_found_and_told_why(held: Store, place: str, label: str, said: str) -> None:
    app = visit("masterclass", {"gemeente": "GM0828"})
    box = app.selectbox(key="keuze_plaats")
    assert label in box.options
    box.set_value(place).run()
    working(app)
    assert any(text.startswith(said) for text in texts(app, "notice"))
    assert app.query_params == {"plaats": place}, "no city is chosen, also not the one of before"
    assert app.button(key="begin_governance").label == "Start met Dordrecht"
    app.selectbox(key="keuze_plaats").set_value("GM0355").run()
    assert app.query_params == {"gemeente": "GM0355"}
    assert not any(said in text for text in texts(app, "notice"))


def test_a_place_that_is_part_of_a_midsize_city_now_gives_that_city(held: Store) -> None:
    app = visit("masterclass")
    box = app.selectbox(key="keuze_plaats")
    assert "Rosmalen (nu 's-Hertogenbosch)" in box.options
    box.set_value("GM0839").run()
    working(app)
    assert app.query_params == {"gemeente": "GM0796", "plaats": "GM0839"}
    assert any(text.startswith("Rosmalen hoort sinds 1996 bij 's-Hertogenbosch. U ziet") for text in texts(app, "notice"))
    assert app.button(key="begin_governance").label == "Start met 's-Hertogenbosch"


def test_an_unknown_story_gives_the_list_with_a_notice() -> None:
    app = visit("masterclass", {"verhaal": "<script>"})
    working(app)
    assert any("verhaal" in text for text in texts(app, "notice"))
    assert app.button


def test_a_story_that_no_longer_holds_is_marked_in_the_list_and_on_its_step(held: Store, proof: stories.Story) -> None:
    assert [line for line in claims.check(held, {proof.id: proof}) if f"step {telling.UNTRUE}:" in line]
    app = visit("masterclass")
    working(app)
    (said,) = texts(app, "notice")
    assert said.startswith(f"Stap {telling.UNTRUE} klopt niet meer met de cijfers van nu.")
    data = shown(visit("masterclass", {"verhaal": proof.id}))
    untrue = data["frames"][telling.UNTRUE - 1]
    assert not untrue["holds"]
    assert "de enige stad" not in untrue["headline"]


def test_an_older_snapshot_stays_in_the_links_of_its_story(held: Store) -> None:
    data = shown(visit("masterclass", {"verhaal": CASES[0], "snapshot": held.id}))
    assert held.id in data["key"]
    assert data["link"]["snapshot"] == held.id


def test_a_story_file_that_is_wrong_leaves_the_others_to_be_told(
    held: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for path in STORIES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    whole = (tmp_path / "economy.toml").read_text(encoding="utf-8")
    (tmp_path / "economy.toml").write_text(whole.replace("minutes", "minuten", 1), encoding="utf-8")
    monkeypatch.setattr(stories, "FOLDER", tmp_path)
    monkeypatch.setattr(stories.readable, "__defaults__", (tmp_path,))
    app = visit("masterclass")
    working(app)
    assert [h.value for h in app.header] == [s.title for s in stories.readable(held.definitions)[0].values()]
    assert len(app.header) == len(STORIES) - 1
    (said,) = texts(app, "notice")
    assert said.startswith("Het verhaal uit economy.toml is weggelaten, want dat bestand klopt niet.")
    assert any("economy.toml" in line and "minutes" in line for line in caplog.messages), "the log says what is wrong"
    working(visit("masterclass", {"verhaal": "resilience"}))
    working(visit("masterclass", {"verhaal": "economy"}))
    (tmp_path / "economy.toml").write_text(whole, encoding="utf-8")
    mended = visit("masterclass")
    assert len(mended.header) == len(STORIES), "once the file is right it is told again, without a new start"
    assert texts(mended, "notice") == []


@pytest.mark.parametrize("code", ["GM9999", "GM0363"])
def test_a_story_of_a_city_that_the_snapshot_does_not_have_says_so(
    held: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    story = telling.story(held, tmp_path, telling.EVERY_KIND.replace("GM0307", code))
    monkeypatch.setattr(stories, "readable", lambda defined: ({story.id: story}, {}))
    monkeypatch.setattr("pages.components.shell.kept.recall", lambda store, key, work: work())
    app = visit("masterclass")
    working(app)
    (said,) = texts(app, "notice")
    assert said.startswith(f"Dit verhaal is gemaakt voor een stad ({code}) die in deze momentopname geen middelgrote stad is.")
    assert app.button(key=f"begin_{story.id}").label == "Start met alle middelgrote steden"
    app = visit("masterclass", {"verhaal": story.id})
    working(app)
    told = shown(app)["frames"]
    assert len(told) == len(story.steps)
    assert all(frame["headline"] for frame in told)
    assert not told[0]["holds"], "it asks where the city stands, and there is none"
    assert told[2]["holds"], "this it says of all cities"
    with_city = visit("masterclass", {"verhaal": story.id, "gemeente": "GM0828"})
    assert all(frame["holds"] for frame in shown(with_city)["frames"]), "told for a city it follows that city"
