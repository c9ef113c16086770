"""What the plain addresses can do, in words: a page for people and the same for programs. Pure but for its template.

The page asks no other host: style stands in it, letters and logo are the app's own.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from etl import store
from etl.store import Store
from pages.components.files import about, api, door, workbook
from pages.components.files.api import Answer
from pages.components.research import offer
from pages.components.wording import dutch

SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
ROWS = "Rijen met cijfers: een per stad, cijfer en jaar"
ADDRESSES = {
    "rows.csv": f"{ROWS}; voor pandas, R en Excel.",
    "rows.json": f"{ROWS}; met bron, licentie en de betekenis van elk cijfer erbij.",
    "rows.parquet": f"{ROWS}; klein en snel, met de betekenis van elke kolom erin.",
    "rows.xlsx": f"{ROWS}; als werkmap voor mensen, met toelichting en codeboek.",
    "indicators.json": "Alle cijfers die u kunt vragen, met hun betekenis.",
    "regions.json": "Alle gemeenten, provincies en groepen die u kunt vragen.",
    "snapshots.json": "Alle momentopnamen die bewaard zijn, de nieuwste eerst.",
    "dataset.jsonld": "De hele gegevensset beschreven voor dataportalen (DCAT), met het adres van elk bestand.",
    "index.json": "Deze uitleg voor een programma.",
}
_EXAMPLE = (("GM0355", "positie-1"), ("share_65_plus",), 2015, 2025)
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_suffix("")),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)


def answer(path: str, query: str, seen: str = "", accept: str = "", site: str = "/") -> Answer:
    """The answer to `/api/v1/{path}?{query}`: this guide, or what `api.answer` gives.

    The guide is a page, and JSON for who accepts that and no page. `site` is the address of the app with a slash at its end.
    """
    if path not in ("", "index.json"):
        return api.answer(path, query, seen, site)
    held = store.open()
    headers = {**api.OPEN, "Cache-Control": "no-cache", "Content-Language": "nl", "Vary": "Accept"}
    if path or ("application/json" in accept and "text/html" not in accept):
        return Answer(200, api.in_json(index(held, site)), {**headers, "Content-Type": api.JSON})
    return Answer(200, page(held, site).encode(), {**headers, **SAFE, "Content-Type": "text/html; charset=utf-8"})


def index(held: Store, site: str) -> dict[str, Any]:
    """Addresses, parameters, limits, headers and columns, for a program; `site` is the address of the app with a slash at its end."""
    begin, end = offer.make(held).years(())
    here = f"{site}api/v1/"
    return {
        "title": "Midsize Monitor: cijfers op een vast adres",
        "version": "v1",
        "snapshot": held.id,
        "licence": about.LICENCE_URL,
        "addresses": [
            {
                "address": here + name,
                "about": said,
                "type": api.kind(name).split(";")[0],
                "parameters": [] if name == "index.json" else list(api.parameters(name)),
            }
            for name, said in ADDRESSES.items()
        ],
        "parameters": [
            {
                "name": "steden",
                "required": True,
                "about": "Gemeenten, provincies of groepen, met punten ertussen. Een code of een naam: hoofdletters en accenten doen er niet toe.",
                "values": here + "regions.json",
            },
            {
                "name": "cijfers",
                "required": True,
                "about": "Cijfers of hele thema’s, met punten ertussen: de vaste naam, of de titel.",
                "values": here + "indicators.json",
            },
            {"name": "van", "required": False, "about": f"Eerste jaar, van {begin} tot en met {end}. Zonder: het eerste jaar met rijen."},
            {"name": "tot", "required": False, "about": f"Laatste jaar, van {begin} tot en met {end}. Zonder: het laatste jaar met rijen."},
            {
                "name": "snapshot",
                "required": False,
                "about": "Een momentopname die bewaard is: dan blijven de cijfers dezelfde. Zonder: de nieuwste.",
                "values": here + "snapshots.json",
            },
        ],
        "limits": [
            f"Hoogstens {dutch.number(api.MOST_ROWS, 0)} rijen in één antwoord; in rows.xlsx {dutch.number(workbook.MOST_ROWS, 0)}.",
            f"Hoogstens {api.PER_MINUTE} antwoorden per minuut voor één computer of netwerk; daarna staat in Retry-After hoeveel seconden u wacht.",
            f"Hoogstens {door.OF_ONE} antwoorden tegelijk onderweg naar één computer of netwerk.",
            f"Antwoorden met meer dan {dutch.number(api.LARGE, 0)} rijen en werkmappen worden een voor een gemaakt.",
        ],
        "headers": [
            {"name": "X-Snapshot", "about": "De momentopname waar de cijfers uit komen."},
            {"name": "ETag", "about": "Stuur hem terug als If-None-Match; is er niets veranderd, dan is het antwoord leeg (304)."},
            {"name": "Link", "about": "De licentie: CC BY 4.0. Noem de bron."},
            {"name": "Access-Control-Allow-Origin", "about": "Elke webpagina mag deze adressen lezen."},
        ],
        "statuses": [
            {"status": 400, "about": "De vraag klopt niet. De zin zegt wat er niet klopt en waar de goede waarden staan."},
            {"status": 404, "about": "Dit adres bestaat niet."},
            {"status": 429, "about": "Te veel vragen in een minuut, of te veel antwoorden tegelijk onderweg."},
            {"status": 503, "about": "Er worden al andere grote bestanden gemaakt, of er zijn nu geen cijfers."},
        ],
        "columns": [{"name": name, "type": kind, "about": said} for name, (kind, said) in about.COLUMNS.items()],
    }


def page(held: Store, site: str) -> str:
    """The same as a page in the house style, with examples to copy."""
    url = api.address(site, *_EXAMPLE, held.id)
    lasting = url.replace(f"&snapshot={quote(held.id)}", "")
    examples = {
        "Python": api.snippets(lasting)["python"],
        "R": api.snippets(lasting)["r"],
        "Excel": f"Gegevens > Gegevens ophalen > Van het web, en plak:\n{lasting}\n\nOf open de werkmap zelf:\n"
        f"{lasting.replace('rows.csv', 'rows.xlsx')}\n",
    }
    groups = [(group.id, group.label) for group in offer.make(held).groups.values()]
    return _TEMPLATES.get_template("index.html").render(
        told=index(held, site), site=site, examples=examples, groups=groups, themes=held.definitions.themes.values(), lasting=url
    )
