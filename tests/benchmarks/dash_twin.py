"""The same view in Dash: two choosers, words and four graphs, filled by one callback; served by waitress, else by werkzeug with threads.

Run as `python -m tests.benchmarks.dash_twin --port N`. The map is patched (its classes and names change, its codes and borders do not),
which is Dash's own advice for figures that change in part.
"""

import argparse
import importlib.util
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dash import Dash, Input, Output, Patch, dcc, html

from etl import store
from tests.benchmarks import choices, twin

NAMES = ("line", "strip", "bars", "map")


def build(assets: Path, city: str, indicator: str) -> Dash:
    """The app. The first figures are in the layout, so that a first visit needs no callback to see something."""
    twin.geojson(assets / "borders.json")
    twin.topojson(assets / "topo")
    held = store.open()
    app = Dash(__name__, assets_folder=str(assets), title="Twin", update_title="")
    begin = twin.view(city, indicator)
    begin["figures"]["map"]["data"][0]["geojson"] = "/assets/borders.json"
    config: Any = {**twin.CONFIG, "topojsonURL": "/assets/topo/"}
    cities = [{"label": c.name, "value": c.code} for c in held.cities()]
    indicators = [{"label": i.title, "value": i.id} for i in held.indicators()]

    def graph(name: str, heading: str) -> Any:
        return html.Div([html.H3(heading, id=f"heading_{name}"), dcc.Graph(id=name, figure=begin["figures"][name], config=config)])

    graphs = [graph(name, heading) for name, heading in zip(NAMES, begin["headings"], strict=True)]
    app.layout = html.Div(
        [
            dcc.Dropdown(cities, city, id="city", clearable=False),
            dcc.Dropdown(indicators, indicator, id="indicator", clearable=False),
            html.H1(begin["title"], id="title"),
            html.P(begin["lead"], id="lead"),
            html.P(begin["unit"], id="unit"),
            html.Div(graphs[:2], style={"display": "grid", "gridTemplateColumns": "58% 38%"}),
            html.Div(graphs[2:], style={"display": "grid", "gridTemplateColumns": "58% 38%"}),
        ]
    )
    outputs = [Output(name, "children") for name in ("title", "lead", "unit", *(f"heading_{n}" for n in NAMES))]
    figures = [Output(name, "figure") for name in NAMES]

    @app.callback(*outputs, *figures, Input("city", "value"), Input("indicator", "value"), prevent_initial_call=True)
    def choose(chosen_city: str, chosen_indicator: str) -> list[Any]:
        found = twin.view(chosen_city, chosen_indicator, held)
        drawn = found["figures"]
        areas, names = drawn["map"]["data"]
        patch = Patch()
        patch["data"][0]["z"], patch["data"][0]["text"], patch["data"][0]["marker"] = areas["z"], areas["text"], areas["marker"]
        patch["data"][1]["lon"], patch["data"][1]["lat"], patch["data"][1]["text"] = names["lon"], names["lat"], names["text"]
        texts = [found["title"], found["lead"], found["unit"], *found["headings"]]
        return [*texts, drawn["line"], drawn["strip"], drawn["bars"], patch]

    return app


def server_name() -> str:
    """What serves the twin on this machine."""
    return "waitress" if importlib.util.find_spec("waitress") else "werkzeug with threads"


def main() -> None:
    """Serve until ended."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    port = options.parse_args().port
    chosen = choices.load()
    with TemporaryDirectory(prefix="dash-twin-") as folder:
        app = build(Path(folder), chosen.cities[0].code, chosen.indicators[0].id)
        if server_name() == "waitress":
            import waitress  # type: ignore[import-untyped, unused-ignore]

            waitress.serve(app.server, host="127.0.0.1", port=port, threads=8)
        else:
            app.server.run(host="127.0.0.1", port=port, threaded=True)


if __name__ == "__main__":
    main()
