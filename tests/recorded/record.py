"""Record small slices of CBS tables for the tests: `python -m tests.recorded.record [--catalog ADDRESS] [--table ID …]`.

Writes one JSON file per table beside this script: every list of the table's OData feed, its items as CBS sends them. Lists of regions
are cut to a handful of municipalities, long lists of measures to the ones the definitions use, rows to the slices the definitions ask
for; and a few rows of everything the pipeline must leave out (months, other categories, other kinds of regions), so that its filters have
work to do.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from etl import definitions
from etl.model import Definitions
from etl.sources.datasets import DATASETS

Item = dict[str, Any]

HERE = Path(__file__).resolve().parent
MUNICIPALITIES = (
    "GM0197",
    "GM0228",
    "GM0294",
    "GM0307",
    "GM0344",
    "GM0345",
    "GM0355",
    "GM0505",
    "GM0513",
    "GM0796",
    "GM0867",
    "GM1586",
    "GM1900",
    "GM1980",
)
"""Aalten, Ede, Winterswijk, Amersfoort, Utrecht, Veenendaal, Zeist, Dordrecht, Gouda, 's-Hertogenbosch, Waalwijk, Oost Gelre,
Súdwest-Fryslân, Dijk en Waard."""
DISSOLVED = ("GM0398", "GM0416")
"""Heerhugowaard and Langedijk, since 2022 Dijk en Waard: rows that must not end up under another code."""
REGIONS = (*MUNICIPALITIES, *DISSOLVED, "NL01", "PV26")
# A table that no definition uses, for the test that adds an indicator with one block and no Python.
EXTRA = {"82550NED": ({"Woningtype": "Totaal", "Bouwjaarklasse": "Totaal"}, {"GemiddeldeOppervlakte", "BeginstandWoningvoorraad"})}
LONG = 40
"""Lists of properties or categories up to this length are kept whole."""


def bare(key: str) -> str:
    """A measure's key without its number."""
    return re.sub(r"_\d+$", "", key)


class Feed:
    """The feed of one table, read page by page."""

    def __init__(self, catalog: str, table: str):
        self.root = f"{catalog.rstrip('/')}/ODataFeed/odata/{table}"
        self.session = requests.Session()

    def list(self, name: str, **options: str) -> list[Item]:
        """All items of one list; `options` are OData options without their dollar."""
        items: list[Item] = []
        url: str | None = f"{self.root}/{name}" if name else self.root
        query: dict[str, str] | None = {"$format": "json", **{f"${k}": v for k, v in options.items()}}
        while url:
            answer = self.session.get(url, params=query, timeout=60)
            answer.raise_for_status()
            page = answer.json()
            items += page["value"]
            url, query = page.get("odata.nextLink"), None
        return items


def any_of(dimension: str, keys: Iterable[str]) -> str:
    """The filter for rows whose dimension has one of these keys."""
    return "(" + " or ".join(f"{dimension} eq '{key}'" for key in keys) + ")"


def wanted(defined: Definitions) -> dict[str, tuple[dict[str, str], set[str], set[str], dict[str, set[str]]]]:
    """Per table: the pinned categories, the bare measure keys and the period suffixes that the definitions ask for, and the bounds."""
    asked: dict[str, tuple[dict[str, str], set[str], set[str], dict[str, set[str]]]] = {}
    for indicator in defined.everything.values():
        for source in indicator.sources:
            pinned, measures, suffixes, bounds = asked.setdefault(source.table, ({}, set(), set(), {}))
            for dimension, title in (pair for where in source.margins for pair in set(where) - set(source.where)):
                bounds.setdefault(dimension, set()).add(title)
            if any(pinned.get(dimension, title) != title for dimension, title in source.where):
                raise SystemExit(f"Table {source.table} is used with two slices; teach this script to record both.")
            pinned.update(source.where)
            measures.update(topic.key for topic in source.topics)
            suffixes.add(source.suffix)
    for table, (slice_, measures) in EXTRA.items():
        asked.setdefault(table, (slice_, measures, {"JJ00"}, {}))
    return asked


def cut_properties(properties: list[Item], measures: set[str]) -> list[Item]:
    """The dimensions, the measures used (every occurrence) and the groups they stand under."""
    if len(properties) <= LONG:
        return properties
    kept = {p["ID"] for p in properties if p["Type"] not in ("Topic", "TopicGroup") or bare(str(p.get("Key"))) in measures}
    parents = {p["ID"]: p.get("ParentID") for p in properties}
    for identifier in list(kept):
        while (identifier := parents.get(identifier)) is not None:
            kept.add(identifier)
    return [p for p in properties if p["ID"] in kept]


def cut_list(items: list[Item], pinned: str | None) -> list[Item]:
    """A list of categories: regions cut to ours and two to leave out, other long lists to their first entries and the pinned one."""
    codes = [item["Key"].strip() for item in items]
    if "GM0228" in codes:
        other = next((c for c in codes if c[:2] in ("LD", "CR")), None)
        return [i for i, code in zip(items, codes, strict=True) if code in (*REGIONS, "GM0000", other)]
    if len(items) <= LONG or any(re.fullmatch(r"\d{4}(JJ|MM)\d\d", code) for code in codes):
        return items
    return [i for n, i in enumerate(items) if n < LONG // 2 or " ".join(i["Title"].split()) == pinned]


def record(
    catalog: str, table: str, pinned: dict[str, str], measures: set[str], suffixes: set[str], bounds: dict[str, set[str]]
) -> dict[str, list[Item]]:
    """The lists of one table, with the rows of the slices."""
    feed = Feed(catalog, table)
    names = [entry["name"] for entry in feed.list("")]
    lists = {name: feed.list(name) for name in names if not name.endswith("DataSet")}
    lists["DataProperties"] = cut_properties(lists["DataProperties"], measures)
    dimensions = {p["Key"]: p["Type"] for p in lists["DataProperties"] if str(p["Type"]).endswith("Dimension")}
    for dimension in dimensions:
        lists[dimension] = cut_list(lists[dimension], pinned.get(dimension))
    columns = [p["Key"] for p in lists["DataProperties"] if p["Type"] == "Topic" and bare(p["Key"]) in measures]
    if {bare(c) for c in columns} != measures:
        raise SystemExit(f"Table {table} lacks {sorted(measures - {bare(c) for c in columns})}; nothing was written for it.")
    keys = {d: {" ".join(i["Title"].split()): i["Key"] for i in lists[d]} for d in dimensions}
    region = next(d for d in dimensions if d not in pinned and any(k.strip() == "GM0228" for k in keys[d].values()))
    time = next((d for d, kind in dimensions.items() if kind == "TimeDimension"), None)
    slices = [any_of(d, [keys[d][t] for t in sorted({title, *bounds.get(d, set())})]) for d, title in pinned.items()]
    here = [any_of(region, keys[region].values())]
    zeist = [any_of(region, [k for k in keys[region].values() if k.strip() == "GM0355"])]
    grains = ["(" + " or ".join(f"substringof('{s}',{time})" for s in sorted(suffixes)) + ")"] if time else []
    select = ",".join([*dimensions, *columns])
    rows = feed.list("TypedDataSet", select=select, filter=" and ".join([*slices, *here, *grains]))
    covered = {row[region].strip() for row in rows}
    # Some tables have no row for the country, and forecasts leave out small cities or the end of the alphabet.
    needed = {"GM0355", "GM0294"}
    least = {"GM0228"} if any(i.forecast_of and table in i.tables for i in definitions.load().everything.values()) else needed
    if not covered >= least:
        raise SystemExit(f"Table {table}: the recording would miss {sorted(least - covered)}; nothing was written for it.")
    # What the pipeline must leave out, for one city: other categories, and the periods of other grains in one year.
    for dimension, title in pinned.items():
        other = next((k for t, k in keys[dimension].items() if t != title and t not in bounds.get(dimension, set())), None)
        rest = [f"{d} eq '{keys[d][t]}'" for d, t in pinned.items() if d != dimension]
        if other:
            rows += feed.list("TypedDataSet", select=select, filter=" and ".join([f"{dimension} eq '{other}'", *rest, *zeist, *grains]))
    if time:
        strange = [i["Key"] for i in lists[time] if not i["Key"].strip().endswith(tuple(suffixes))][-14:]
        country = [any_of(region, [k for k in keys[region].values() if k.strip() in ("NL01", "GM0355")])]
        if strange:
            rows += feed.list("TypedDataSet", select=select, filter=" and ".join([*slices, *country, any_of(time, strange)]))
    return {"": [{"name": n} for n in names], **lists, "TypedDataSet": rows}


def record_pairs(catalog: str, defined: Definitions) -> dict[str, list[Item]]:
    """The commuting table: the pairs among the municipalities in the period of the rule, and one pair in all periods."""
    rule = defined.rule
    feed = Feed(catalog, rule.commuting_table)
    names = [entry["name"] for entry in feed.list("")]
    lists = {name: feed.list(name) for name in names if not name.endswith("DataSet")}
    time = next(p["Key"] for p in lists["DataProperties"] if p["Type"] == "TimeDimension")
    for dimension in (rule.commuting_from, rule.commuting_to):
        lists[dimension] = [i for i in lists[dimension] if i["Key"].strip() in (*MUNICIPALITIES, *DISSOLVED, "NL01", "NL10")]
    column = next(p["Key"] for p in lists["DataProperties"] if bare(str(p.get("Key"))) == rule.commuting_measure)
    select = ",".join([rule.commuting_from, rule.commuting_to, time, column])
    home, work = (any_of(d, [i["Key"] for i in lists[d]]) for d in (rule.commuting_from, rule.commuting_to))
    period = next(i["Key"] for i in lists[time] if i["Key"].strip() == rule.commuting_period)
    rows = feed.list("TypedDataSet", select=select, filter=f"{home} and {work} and {time} eq '{period}'")
    rows += feed.list(
        "TypedDataSet",
        select=select,
        filter=f"{rule.commuting_from} eq 'GM0355' and {rule.commuting_to} eq 'GM0344' and {time} ne '{period}'",
    )
    return {"": [{"name": n} for n in names], **lists, "TypedDataSet": rows}


def write(table: str, catalog: str, lists: dict[str, list[Item]], folder: Path = HERE) -> int:
    """Write one recording, an item a line; gives its size in bytes."""
    head = {
        "table": table,
        "recorded": f"{datetime.now(UTC):%Y-%m-%d}",
        "from": "CBS" if "cbs.nl" in catalog else "archive of CBS tables, recorded 2018–2026",
    }
    parts = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()]
    bodies = []
    for name, items in lists.items():
        lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
        bodies.append(f"{json.dumps(name)}: [\n{lines}\n]")
    text = "{" + ",\n".join(parts) + ',\n"lists": {' + ",\n".join(bodies) + "}}\n"
    json.loads(text)
    path = folder / f"{table}.json"
    path.write_text(text, encoding="utf-8")
    return path.stat().st_size


def main(arguments: list[str] | None = None) -> int:
    """Record the tables asked for, or all that the definitions use."""
    parser = argparse.ArgumentParser(description="Record small slices of CBS tables for the tests.")
    parser.add_argument(
        "--catalog", default="https://opendata.cbs.nl", help="address of the CBS service, or of one that speaks its protocol"
    )
    parser.add_argument("--table", action="append", default=[], help="only this table; may be repeated")
    options = parser.parse_args(arguments)
    defined = definitions.load()
    # Datasets of other publishers lie whole in data/sources; there is nothing of them to record.
    asked = {table: what for table, what in wanted(defined).items() if table not in DATASETS}
    total = 0
    for table in options.table or [*asked, defined.rule.commuting_table]:
        lists = (
            record_pairs(options.catalog, defined)
            if table == defined.rule.commuting_table
            else record(options.catalog, table, *asked[table])
        )
        size = write(table, options.catalog, lists)
        total += size
        print(f"{table}: {len(lists['TypedDataSet'])} rows, {size:,} bytes")
    print(f"{total:,} bytes in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
