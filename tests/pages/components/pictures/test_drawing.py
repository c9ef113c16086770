"""The drawing component: its script is one clean module, and `figure` accepts what the charts hand it."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.components.pictures import drawing


def _files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(drawing.FOLDER.glob("*.js"))}


def test_every_script_is_part_of_the_module() -> None:
    assert set(_files()) == {*drawing.SOURCES, "stub.js"}


def test_module_has_one_export_at_its_end() -> None:
    source = drawing.module_source()
    assert source.count("export default") == 1
    assert source.rstrip().splitlines()[-1] == "export default mountFigure;"


@pytest.mark.parametrize(
    "forbidden",
    [
        r"^\s*import\b",
        r"\bimport\s*\(",
        r"\beval\b",
        r"new Function",
        r"\binnerHTML\b",
        r"insertAdjacent",
        r"https?:",
        r"\bdocument\.write\b",
    ],
)
def test_scripts_hold_nothing_that_fetches_or_runs_foreign_text(forbidden: str) -> None:
    for name, script in _files().items():
        assert not re.search(forbidden, script, re.MULTILINE), f"{name}: {forbidden}"


def test_lean_source_drops_only_comment_lines_and_indentation() -> None:
    for name, script in _files().items():
        # A template literal over several lines would lose its indentation: there must be none.
        assert all(line.count("`") % 2 == 0 for line in script.splitlines()), name
        assert "/*" not in script, name
    assert not re.search(r"^\s*//", drawing.module_source(), re.MULTILINE)


def test_each_kind_is_drawn_by_one_file() -> None:
    drawn = re.findall(r"^KINDS\.(\w+) = ", drawing.module_source(), re.MULTILINE)
    assert sorted(drawn) == sorted(drawing.KINDS)


def test_top_level_names_are_declared_once() -> None:
    whole = "\n".join(_files()[name] for name in drawing.SOURCES)
    names = re.findall(r"^(?:async )?(?:const|let|function|class) (\w+)", whole, re.MULTILINE)
    assert len(names) == len(set(names)), "the files share one scope"


def test_style_asks_for_nothing_and_stays_within_the_figure() -> None:
    style = (drawing.FOLDER / "figure.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style
    rules = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    heads = re.findall(r"(?:^|\})([^{}@]+)\{", rules)
    selectors = [part.strip() for head in heads for part in head.split(",")]
    assert selectors
    assert all(part.startswith(".mf") for part in selectors)


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "pie", "alt": "taart"},
        {"alt": "zonder soort"},
        {"kind": "line"},
        {"kind": "line", "alt": ""},
        {"kind": "map", "alt": "kaart", "src": "https://elders.example/kaart.json"},
    ],
)
def test_a_spec_that_cannot_be_drawn_is_refused(spec: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"kind must|needs alt|src must"):
        drawing.checked(spec)


def test_numbers_that_json_does_not_know_become_plain() -> None:
    spec = {
        "kind": "line",
        "alt": "lijn",
        "years": np.arange(2020, 2023),
        "band": {"low": [float("nan"), 1.0], "high": np.array([np.nan, 2.5])},
        "sparse": np.bool_(True),
    }
    assert drawing.checked(spec) == {
        "kind": "line",
        "alt": "lijn",
        "years": [2020, 2021, 2022],
        "band": {"low": [None, 1.0], "high": [None, 2.5]},
        "sparse": True,
    }


def test_a_plain_spec_is_passed_on_without_a_copy() -> None:
    spec = {"kind": "spark", "alt": "lijntje", "values": [1.0, None]}
    assert drawing.checked(spec) is spec


def test_marks_travel_in_columns_with_the_label_of_my_city_alone() -> None:
    marks = [
        {"code": "GM0001", "name": "A", "value": 1.0, "label": "1,0", "provisional": False},
        {"code": "GM0002", "name": "B", "value": 1 / 3, "label": "0,3 %", "provisional": True},
        {"code": "GM0003", "name": "C", "value": None, "label": "", "provisional": False},
    ]
    spec = {"kind": "strip", "alt": "strook", "decimals": 1, "city": "GM0002", "rows": [{"position": 1, "marks": marks}]}
    (row,) = drawing.packed(spec)["rows"]
    assert row["position"] == 1
    assert row["marks"] == {
        "code": ["GM0001", "GM0002"],
        "name": ["A", "B"],
        "value": [1.0, 0.3333333],
        "provisional": [1],
        "label": "0,3 %",
    }
    assert spec["rows"][0]["marks"] is marks, "the page keeps its own"


def _page() -> None:
    import streamlit as st

    from pages.components.pictures import drawing

    if st.session_state.get("ahead"):
        drawing.prepare()
    for kind in sorted(drawing.KINDS):
        drawing.figure({"kind": kind, "alt": f"een {kind}", "unit": "%", "decimals": 1}, key=kind)
    spec = {"kind": "map", "alt": "kaart", "src": "app/static/geo/x.json"}
    clicked = drawing.figure(spec, key="klik", clickable=True)
    st.text(f"geklikt: {clicked}")


@pytest.mark.parametrize(("ahead", "name"), [(False, "midsize_figure"), (True, "midsize_figure_light")])
def test_every_kind_mounts_and_nothing_is_clicked_at_first(ahead: bool, name: str) -> None:
    app = AppTest.from_function(_page)
    app.session_state["ahead"] = ahead
    app.run()
    assert not app.exception
    assert app.text[0].value == "geklikt: None"
    mounted = [element.proto.component_name for element in app.get("bidi_component")]
    assert mounted.count(name) == len(drawing.KINDS) + 1
    assert mounted.count("midsize_figure_code") == int(ahead)


def _known() -> None:
    from pages.components.pictures import drawing
    from pages.components.pictures.travel import Places

    drawing.prepare(Places(("GM0001", "GM0002"), ("A", "B"), (1, 2)))
    marks = [{"code": "GM0001", "name": "A", "value": 1.0, "label": "1,0", "provisional": False}]
    drawing.figure({"kind": "strip", "alt": "strook", "decimals": 1, "rows": [{"position": 1, "marks": marks}]}, key="strook")


def test_names_travel_once_and_a_figure_names_the_list_they_stand_in() -> None:
    protos = [element.proto for element in AppTest.from_function(_known).run().get("bidi_component")]
    known, drawn = (json.loads(proto.json) for proto in protos)
    assert known["names"] == ["A", "B"]
    assert drawn["of"] == known["id"]
    assert drawn["rows"] == [{"position": 1, "marks": {"value": "1"}}]


def _said() -> None:
    from pages.components.pictures import drawing

    drawing.figure({"kind": "spark", "alt": "lijntje"}, key="lijn", words=drawing.Words("Kop", source="Bron: CBS"))


def test_a_figure_carries_the_words_round_it() -> None:
    (mounted,) = AppTest.from_function(_said).run().get("bidi_component")
    assert json.loads(mounted.proto.json)["words"] == {"head": "Kop", "unit": "", "source": "Bron: CBS"}


def test_a_figure_mounted_ahead_carries_almost_no_code() -> None:
    app = AppTest.from_function(_page)
    app.session_state["ahead"] = True
    app.run()
    protos = [element.proto for element in app.get("bidi_component")]
    light = next(proto for proto in protos if proto.component_name == "midsize_figure_light")
    assert len(light.js_content) + len(light.html_content) + len(light.css_content) < 300
