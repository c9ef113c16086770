"""The same view as a static page: plotly.js, two plain choosers, and one JSON file per choice, fetched and given to `Plotly.react`.

Run as `python -m tests.benchmarks.static_twin --port N`. This is what a server that sends figures can at best be: it computes nothing.
"""

import argparse
import json
import shutil
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import plotly

from tests.benchmarks import choices, twin
from tests.benchmarks.choices import Choices

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Twin</title><link rel="icon" href="data:,"></head><body>
<select id="city">{cities}</select><select id="indicator">{indicators}</select>
<h1 id="title"></h1><p id="lead"></p><p id="unit"></p>
<div style="display:grid;grid-template-columns:58% 38%">
<div><h3></h3><div id="line"></div></div><div><h3></h3><div id="strip"></div></div>
<div><h3></h3><div id="bars"></div></div><div><h3></h3><div id="map"></div></div></div>
<script src="plotly.min.js"></script>
<script>
const [city, indicator] = ["city", "indicator"].map((id) => document.getElementById(id));
const config = {{ displayModeBar: false, topojsonURL: "topo/" }};
async function show() {{
  const found = await (await fetch(`data/${{city.value}}_${{indicator.value}}.json`)).json();
  for (const id of ["title", "lead", "unit"]) document.getElementById(id).textContent = found[id];
  document.querySelectorAll("h3").forEach((node, at) => (node.textContent = found.headings[at]));
  for (const name in found.figures) Plotly.react(name, found.figures[name].data, found.figures[name].layout, config);
}}
city.onchange = indicator.onchange = show;
show();
</script></body></html>"""


def write(folder: Path, chosen: Choices) -> None:
    """Write the page, plotly.js, the borders and one file per choice."""
    twin.geojson(folder / "borders.json")
    twin.topojson(folder / "topo")
    shutil.copy(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", folder / "plotly.min.js")
    (folder / "data").mkdir()
    for city in chosen.cities:
        for indicator in chosen.indicators:
            found = twin.view(city.code, indicator.id)
            found["figures"]["map"]["data"][0]["geojson"] = "borders.json"
            (folder / "data" / f"{city.code}_{indicator.id}.json").write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")
    cities = "".join(f'<option value="{c.code}">{escape(c.name)}</option>' for c in chosen.cities)
    indicators = "".join(f'<option value="{i.id}">{escape(i.title)}</option>' for i in chosen.indicators)
    (folder / "index.html").write_text(PAGE.format(cities=cities, indicators=indicators), encoding="utf-8")


class _Quiet(SimpleHTTPRequestHandler):
    """Files over connections that stay open, without a log."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


def main() -> None:
    """Serve until ended."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    port = options.parse_args().port
    with TemporaryDirectory(prefix="static-twin-") as folder:
        write(Path(folder), choices.load())
        ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=folder)).serve_forever()


if __name__ == "__main__":
    main()
