"""What the browser gets of a story: every frame, nothing more, and nothing of the city where the room has to guess first."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import segno

from etl import stories
from etl.store import Store
from etl.stories import Story
from pages.components.choice import link
from pages.components.masterclass import scenes, stage
from pages.components.masterclass.story import frames
from pages.components.pictures import drawing
from tests.pages import telling

HERE = "http://zaal.example/"


@pytest.fixture
def whole(held: Store, tmp_path: Path) -> Story:
    """A story with a step of every kind."""
    return telling.story(held, tmp_path)


def sent(held: Store, story: Story, code: str | None = None) -> dict[str, Any]:
    city = held.city(code) if code else None
    return stage.sent(held, story, city, frames(held, story, city))


def kinds(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The last frame of each kind."""
    return {frame["kind"]: frame for frame in data["frames"]}


def test_the_story_covers_every_kind_of_step(held: Store, whole: Story) -> None:
    assert {step.kind for step in whole.steps} == set(stories.KINDS)


@pytest.mark.parametrize("code", [None, "GM0828", "GM0294", "GM1992"])
def test_the_browser_gets_the_frames_as_they_are(held: Store, whole: Story, code: str | None) -> None:
    city = held.city(code) if code else None
    made = frames(held, whole, city)
    data = sent(held, whole, code)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["city"] == held.name(code or "GM0307")
    assert data["position"] == held.city(code or "GM0307").position
    for frame, told in zip(made, data["frames"], strict=True):
        for name in ("headline", "say", "question", "note"):
            assert told[name] == stage.glyphs(getattr(frame, name))
        assert (told["kind"], told["holds"]) == (frame.kind, frame.holds)
        assert told["unit"].removeprefix("Stelling: ") == ("" if frame.kind == "position" else stage.glyphs(frame.unit))
        assert bool(told["key"]) == (frame.spec is not None and frame.spec["kind"] == "map")
        assert told["source"].startswith(frame.source.removesuffix("."))
        assert ("Kadaster" in told["source"]) == (frame.spec is not None and frame.spec["kind"] == "map"), (
            "who draws borders names their maker"
        )
        assert tuple(item["text"] for item in told["items"]) == tuple(map(stage.glyphs, frame.items))
        assert [item["below"] for item in told["items"]] == [stage.glyphs(line.below) for line in frame.lines]
        if frame.spec is None:
            assert told["spec"] is None
        else:
            same = {k: v for k, v in told["spec"].items() if k != "point"}
            assert same == drawing.packed(drawing.checked(frame.spec))


def test_a_story_about_all_cities_has_no_position(held: Store, tmp_path: Path) -> None:
    text = "\n".join(line for line in telling.EVERY_KIND.splitlines() if not line.startswith("city "))
    data = sent(held, telling.story(held, tmp_path, text))
    assert data["position"] is None
    assert data["city"] == "102 middelgrote steden"
    (country,) = [frame for frame in data["frames"] if frame["kind"] == "position"]
    assert [(row["tone"], row["text"]) for row in country["key"]] == [(f"p{n}", words) for n, words in scenes.PLACES.items()]
    assert all(frame["guess"] == "" and frame["hidden"] is None for frame in data["frames"])


@pytest.mark.parametrize("code", ["GM0307", "GM0828", "GM0294", "GM0882"])
def test_a_guess_hides_the_figure_of_the_city(held: Store, whole: Story, code: str) -> None:
    told = kinds(sent(held, whole, code))
    name = held.name(code)
    line, strip, bars, country = (told[kind]["hidden"] for kind in ("line", "strip", "bars", "map"))
    assert line["city"] is None
    assert "point" not in line
    assert all(code not in row["marks"]["code"] and row["marks"]["label"] is None for row in strip["rows"])
    assert sum(len(row["marks"]["code"]) for row in strip["rows"]) == len(held.cities()) - 1
    assert all(row.get("code") != code for row in bars["rows"])
    assert country["fill"][code] == "none"
    assert code not in country["tips"]
    for kind in ("line", "strip", "bars", "map"):
        frame = told[kind]
        assert frame["guess"]
        assert frame["spec"]["city"], "and then it is shown"
        assert name in frame["hidden"]["alt"]
        assert not re.search(r"\d", frame["hidden"]["alt"])


@pytest.mark.parametrize("code", ["GM0307", "GM0828", "GM0294", "GM0882", "GM0917"])
def test_bars_without_the_city_still_count_everybody_and_show_no_place(held: Store, whole: Story, code: str) -> None:
    bars = kinds(sent(held, whole, code))["bars"]
    # The middle city has a row of its own beside those of the cities, and none while the room guesses.
    shown, hidden = [row for row in bars["spec"]["rows"] if not row.get("middle")], bars["hidden"]["rows"]
    assert len(bars["spec"]["rows"]) == len(shown) + 1
    assert not any(row.get("middle") for row in hidden)
    assert sum(row.get("skip", 1) for row in hidden) == sum(row.get("skip", 1) for row in shown)
    assert all(row["rank"] == "" for row in hidden if "skip" not in row)
    assert [row["value"] for row in hidden if "skip" not in row] == sorted(
        (row["value"] for row in hidden if "skip" not in row), reverse=True
    )


def test_the_key_of_a_map_says_what_its_colours_mean(held: Store, whole: Story) -> None:
    told = kinds(sent(held, whole, "GM0828"))
    classes = [(f"p{n}", words) for n, words in scenes.KEY.items()]
    grey = ("named", "geen middelgrote stad")
    assert [(row["tone"], row["text"]) for row in told["position"]["key"]] == [("rim", "Oss"), grey, *classes]
    assert "named" in told["position"]["spec"]["fill"].values()
    spec, key = told["map"]["spec"], told["map"]["key"]
    assert {row["tone"]: row["text"] for row in key} == {f"v{n}": text for n, text in enumerate(spec["legend"]["labels"]) if text}
    assert [row["tone"] for row in key] == sorted((row["tone"] for row in key), reverse=True), "the highest first"
    assert [(row["tone"], row["mine"]) for row in key if row["mine"]] == [(f"v{spec['fill']['GM0828']}", "Oss")]


def test_where_the_city_has_no_figure_there_is_nothing_to_guess(held: Store, tmp_path: Path) -> None:
    text = telling.EVERY_KIND.replace('"share_65_plus"', '"own_jobs_share"')
    story = telling.story(held, tmp_path, text)
    made = {c.code: frames(held, story, c)[4].view for c in held.cities()}
    without = next(code for code, view in made.items() if view is not None and view.value(code) is None)
    for frame in sent(held, story, without)["frames"]:
        assert frame["guess"] == ""
        assert frame["hidden"] is None


def test_what_the_speaker_points_at_is_drawn(held: Store, whole: Story) -> None:
    point = kinds(sent(held, whole))["line"]["spec"]["point"]
    (value,) = held.series("share_65_plus", ["GM0307"], first=2015, last=2015)["value"]
    assert point == {"year": 2015, "value": value, "text": "In 2015"}


def test_signs_go_with_what_they_mean(held: Store, whole: Story) -> None:
    for frame in sent(held, whole)["frames"]:
        for item in frame["items"]:
            assert bool(item["mark"]) == bool(item["means"])


def test_a_claim_that_is_not_so_is_marked(held: Store, whole: Story) -> None:
    told = [n for n, frame in enumerate(sent(held, whole)["frames"], 1) if not frame["holds"]]
    assert told == [telling.UNTRUE]


def test_every_step_has_its_own_link_and_code(held: Store, whole: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "base", lambda: HERE)
    told = sent(held, whole, "GM0828")["frames"]
    for n, frame in enumerate(told, 1):
        address = f"{HERE}masterclass?verhaal=proef&gemeente=GM0828&stap={n}"
        assert frame["code"]["address"] == address
        rows = frame["code"]["rows"]
        squares = [[int(bit) for bit in f"{int(row, 16):0{len(rows)}b}"] for row in rows]
        assert squares == [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    assert sent(held, whole)["alone"] == ""
    monkeypatch.setattr(link, "base", lambda: "http://127.0.0.1:8501/")
    data = sent(held, whole)
    assert all(frame["code"] is None for frame in data["frames"]), "no phone can open this computer's own address"
    assert data["alone"].startswith("Telefoons kunnen dit verhaal nu niet openen.")
    monkeypatch.setattr(link, "base", lambda: "")
    assert all(frame["code"] is None for frame in sent(held, whole)["frames"]), "an address that is not known is not guessed"


def test_the_link_to_the_figure_leads_to_a_page_of_the_monitor(held: Store, whole: Story) -> None:
    told = kinds(sent(held, whole))
    assert told["line"]["href"].startswith("vergelijk?indicator=share_65_plus&")
    assert told["verdict"]["href"].startswith("veerkracht?trend=ageing")
    assert stage._href({"pagina": "//elders.example"}) == ""
    assert stage._href({"pagina": ""}) == ""
    assert not [frame["href"] for frame in told.values() if "snapshot" in frame["href"]], "who looks at the figures of now stays with those"


def test_the_link_to_the_figure_stays_with_a_pinned_snapshot(held: Store, whole: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.st, "query_params", {"snapshot": held.id})
    links = [frame["href"] for frame in sent(held, whole)["frames"] if frame["href"]]
    assert links
    assert all(f"snapshot={held.id}" in href for href in links)


SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((Path(stage.__file__).parent / "stage").glob("*.js"))}


def test_every_script_is_part_of_the_module() -> None:
    assert set(SCRIPTS) == set(stage.SOURCES)


@pytest.mark.parametrize(
    "forbidden",
    [r"^\s*import\b", r"\beval\b", r"new Function", r"\binnerHTML\b", r"insertAdjacent", r"https?:", r"\bfetch\(", r"/\*"],
)
def test_the_scripts_hold_nothing_that_fetches_or_runs_foreign_text(forbidden: str) -> None:
    for name, script in SCRIPTS.items():
        assert not re.search(forbidden, script, re.MULTILINE), f"{name}: {forbidden}"


def test_names_are_declared_once() -> None:
    names = re.findall(r"^(?:async )?(?:const|let|function|class) (\w+)", "\n".join(SCRIPTS.values()), re.MULTILINE)
    assert len(names) == len(set(names))
