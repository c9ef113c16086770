"""Statistics Netherlands (CBS) open data, OData v3, read through `cbsodata`.

Asks for the slices and columns the definitions need and nothing else, keeps codes (never titles), and hands over whole
tables or a sentence. What the wire is like, and why each step is here: keys are padded to a width that differs per table;
a filter without the padding finds nothing and does not complain; measure keys carry a number that shifts with every edition;
`cbsodata` calls the typed data set `typed=False`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import cbsodata
import pandas as pd
import requests

from etl.blocks import nearest
from etl.model import Source, Topic
from etl.periods import Period, parse, status
from etl.problems import SourceProblem
from etl.regions import clean, level
from etl.sources.transport import LIVE, Traffic, Transport

__all__ = ["LIVE", "CbsService", "Slice", "Table"]

_NEW_EDITION = "Look at the table's new edition and mend the definition."


@dataclass(frozen=True)
class Slice:
    """What is asked of a table: a category per dimension (by title), the grain of the periods, and topics."""

    where: tuple[tuple[str, str], ...]
    suffix: str
    year: int | None
    topics: tuple[Topic, ...]

    @classmethod
    def of(cls, source: Source) -> "Slice":
        return cls(source.where, source.suffix, source.year, source.topics)

    @classmethod
    def all_of(cls, source: Source) -> "tuple[Slice, ...]":
        """Everything a source asks of its table: its own slice, and those with its bounds."""
        return cls.of(source), *(replace(cls.of(source), where=where) for where in source.margins)

    @property
    def rows(self) -> tuple[tuple[tuple[str, str], ...], str, int | None]:
        """What decides which rows are asked for; slices with the same rows are downloaded together."""
        return self.where, self.suffix, self.year


@dataclass(frozen=True)
class Table:
    """What was received of one CBS table.

    `slices` maps each requested slice's rows to a frame with columns `region`, `year`, `status` and one float column per
    topic key asked for (named by `column`). `years` gives per grain suffix the years that the table's own period list holds.
    """

    id: str
    title: str
    modified: str
    discontinued: bool
    retrieved: str
    rows: int
    bytes: int
    sha256: str
    years: dict[str, tuple[int, ...]]
    slices: dict[tuple[Any, ...], pd.DataFrame]
    columns: dict[Topic, str]
    dropped_periods: tuple[str, ...]
    # What sets a dataset of our own apart: whose it is, where it is found, the CBS tables in it, and that it holds all there is.
    publisher: str = "CBS"
    address: str = ""
    licence: str = "CC BY 4.0"
    parts: tuple[str, ...] = ()
    whole: bool = False


class CbsService:
    """The CBS service at `catalog`; `live` tells whether that is CBS itself or a recorded archive."""

    def __init__(self, catalog: str = LIVE, transport: Transport | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self.transport = transport or Transport(catalog)
        self.now = now

    @property
    def live(self) -> bool:
        return self.transport.live

    def fetch(self, table: str, slices: Sequence[Slice]) -> Table:
        """Read the slices of one table, whole.

        Raises `SourceProblem` with a sentence when anything is missing, unreadable or contradictory; never gives a part.
        """
        with self._reading(table) as traffic:
            return self._fetch(table, slices, traffic)

    @contextmanager
    def _reading(self, table: str) -> Iterator[Traffic]:
        """The transport, lent for one table; whatever goes wrong meanwhile becomes a sentence about that table."""
        with self.transport.lent(table) as traffic:
            try:
                yield traffic
            except SourceProblem as problem:
                if "(404)" in str(problem):
                    raise SourceProblem(f"{problem} {self._where_is(table)}") from None
                raise
            except (KeyError, TypeError, ValueError, AttributeError, requests.RequestException) as error:
                raise SourceProblem(
                    f"Table {table}: CBS's answer has another shape than OData v3 ({error!r}). Try again later; if it stays, tell CBS."
                ) from error

    def pairs(self, table: str, measure: str, home: str, work: str, period: str) -> tuple[Table, pd.DataFrame]:
        """A measure for pairs of municipalities in one period, such as commuters by home and work.

        Gives the table's particulars and a frame with columns home, work (codes as in that period) and value; pairs without a figure
        are left out. Raises `SourceProblem` as `fetch` does.
        """
        with self._reading(table) as traffic:
            return self._pairs(table, Topic(measure), home, work, period, traffic)

    def rows(self, table: str, keys: Sequence[str] = (), filters: str | None = None) -> tuple[Table, pd.DataFrame]:
        """The table's particulars and its rows as sent, without padding: all dimensions, and the topics `keys` (none named: all of them,
        with their numbers). Raises `SourceProblem` as `fetch` does."""
        with self._reading(table) as traffic:
            host = self.transport.host
            info = cbsodata.get_info(table, catalog_url=host) or {}
            columns = {}
            for item in cbsodata.get_meta(table, "DataProperties", catalog_url=host):
                bare = re.sub(r"_\d+$", "", str(item["Key"]))
                if item["Type"] != "TopicGroup" and (item["Type"] != "Topic" or not keys or bare in keys):
                    columns[str(item["Key"])] = bare if keys else str(item["Key"])
            lacking = [key for key in keys if key not in columns.values()]
            if lacking:
                raise SourceProblem(f"Table {table} has no measure '{lacking[0]}'. {_NEW_EDITION}")
            self.transport.new_download()
            data = cbsodata.download_data(table, select=list(columns), filters=filters, catalog_url=host)["TypedDataSet"]
            frame = _columns(table, data, list(columns))[list(columns)].map(lambda v: clean(v) if isinstance(v, str) else v)
            return self._particulars(table, info, len(frame), traffic, {}, {}, {}, ()), frame.rename(columns=columns)

    def _pairs(self, table: str, topic: Topic, home: str, work: str, period: str, traffic: Any) -> tuple[Table, pd.DataFrame]:
        host = self.transport.host
        info = cbsodata.get_info(table, catalog_url=host) or {}
        properties = cbsodata.get_meta(table, "DataProperties", catalog_url=host)
        dimensions = {p["Key"]: p for p in properties if str(p["Type"]).endswith("Dimension")}
        for dimension in (home, work):
            if dimension not in dimensions:
                raise SourceProblem(f"Table {table} has no dimension '{dimension}'.{nearest(dimension, dimensions)} Mend positions.toml.")
        time = next((k for k, p in dimensions.items() if p["Type"] == "TimeDimension"), None)
        if time is None:
            raise SourceProblem(f"Table {table} has no periods. Look at the table's new edition and mend positions.toml.")
        loose = [d for d in dimensions if d not in (home, work, time)]
        if loose:
            raise SourceProblem(f"Table {table} also has the dimension '{loose[0]}', so a pair has several rows. Mend positions.toml.")
        key = next((i["Key"] for i in cbsodata.get_meta(table, time, catalog_url=host) if clean(i["Key"]) == period), None)
        if key is None:
            raise SourceProblem(f"Table {table} has no period {period}. Mend the period in positions.toml.")
        column = _column(table, topic, properties)
        self.transport.new_download()
        filters = f"substringof('GM',{home}) and substringof('GM',{work}) and {time} eq '{key}'"
        data = cbsodata.download_data(table, select=[home, work, column], filters=filters, catalog_url=host)["TypedDataSet"]
        if not data:
            raise SourceProblem(f"Table {table} gave no pairs of municipalities for {period}. Look whether the table was emptied.")
        sent = _columns(table, data, [home, work, column])
        frame = pd.DataFrame({"home": sent[home].map(clean), "work": sent[work].map(clean), "value": _numbers(table, sent[column])}).dropna(
            ignore_index=True
        )
        if frame.duplicated(["home", "work"]).any():
            raise SourceProblem(
                f"Table {table} has more than one row for a pair of municipalities in {period}; "
                "one of them must be wrong, so none was used."
            )
        return self._particulars(table, info, len(frame), traffic, {}, {}, {topic: column}, ()), frame

    def _fetch(self, table: str, slices: Sequence[Slice], traffic: Any) -> Table:
        host = self.transport.host
        info = cbsodata.get_info(table, catalog_url=host) or {}
        properties = cbsodata.get_meta(table, "DataProperties", catalog_url=host)
        dimensions = {p["Key"]: p for p in properties if str(p["Type"]).endswith("Dimension")}
        columns = {topic: _column(table, topic, properties) for s in slices for topic in s.topics}
        codes = {key: cbsodata.get_meta(table, key, catalog_url=host) for key in dimensions}
        time = next((k for k, p in dimensions.items() if p["Type"] == "TimeDimension"), None)
        periods = {item["Key"]: item for item in codes[time]} if time else {}
        frames: dict[tuple[Any, ...], pd.DataFrame] = {}
        for rows in dict.fromkeys(s.rows for s in slices):
            wanted = [columns[t] for s in slices if s.rows == rows for t in s.topics]
            frames[rows] = self._rows(table, rows, list(dict.fromkeys(wanted)), dimensions, codes, time, periods)
        grains: dict[str, list[int]] = {}
        dropped = []
        suffixes = {rows[1] for rows in frames}
        for key in periods:
            period = _period(table, key)
            grains.setdefault(period.suffix, []).append(period.year)
            if period.suffix not in suffixes:
                dropped.append(clean(key))
        years = {suffix: tuple(sorted(found)) for suffix, found in grains.items()}
        return self._particulars(table, info, sum(len(f) for f in frames.values()), traffic, years, frames, columns, tuple(dropped))

    def _particulars(
        self, table: str, info: dict[str, Any], rows: int, traffic: Any, years: Any, slices: Any, columns: Any, dropped: tuple[str, ...]
    ) -> Table:
        """The received table with what CBS says about it."""
        ended = (
            "gediscontinueerd" in str(info.get("OutputStatus", "")).lower() or "stopgezet" in str(info.get("ReasonDelivery", "")).lower()
        )
        return Table(
            id=str(info.get("Identifier") or table).strip(),
            title=" ".join(str(info.get("Title") or table).split()),
            modified=str(info.get("Modified") or ""),
            discontinued=ended,
            retrieved=self.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            rows=rows,
            bytes=traffic.size,
            sha256=traffic.digest.hexdigest(),
            years=years,
            slices=slices,
            columns=columns,
            dropped_periods=dropped,
        )

    def _rows(
        self,
        table: str,
        rows: tuple[Any, ...],
        columns: list[str],
        dimensions: dict[str, Any],
        codes: dict[str, Any],
        time: str | None,
        periods: dict[str, Any],
    ) -> pd.DataFrame:
        """The rows of one slice as region, year, status and the columns."""
        where, suffix, year = rows
        pinned = {}
        for dimension, title in where:
            if dimension not in dimensions:
                raise SourceProblem(
                    f"Table {table} has no dimension '{dimension}'.{nearest(dimension, dimensions)} Mend the slice in the definition."
                )
            pinned[dimension] = _category(table, dimension, title, codes[dimension])
        region = _region_dimension(table, dimensions, codes, pinned)
        loose = [d for d in dimensions if d not in pinned and d not in (region, time)]
        if loose:
            raise SourceProblem(
                f"Table {table} also has the dimension '{loose[0]}'; the slice must name one category of it, or rows would multiply."
            )
        if time is None and year is None:
            raise SourceProblem(f"Table {table} has no periods; the definition must say which 'year' it is about.")
        if time is not None and not any(k.strip().endswith(suffix) for k in periods):
            raise SourceProblem(
                f"Table {table} has no periods of the kind {suffix}; it has {', '.join(sorted({clean(k)[4:] for k in periods}))}. "
                "Mend the grain in the definition."
            )
        clauses = [f"({d} eq '{key}')" for d, key in pinned.items()]
        clauses.append("(" + " or ".join(f"substringof('{prefix}',{region})" for prefix in ("GM", "NL01", "PV")) + ")")
        if time is not None:
            clauses.append(f"substringof('{suffix}',{time})")
        select = [region, *([time] if time else []), *columns]
        self.transport.new_download()
        data = cbsodata.download_data(table, select=select, filters=" and ".join(clauses), catalog_url=self.transport.host)["TypedDataSet"]
        if not data:
            raise SourceProblem(
                f"Table {table} gave no rows for {dict(where) or 'its only slice'}; a table that was emptied or a changed key "
                "is the likely cause. Look at the table at CBS."
            )
        return _tidy(table, data, region, time, columns, periods, year)

    def _where_is(self, table: str) -> str:
        """A second sentence after a 404: what the catalogue knows about this id."""
        try:
            listed = [str(t["Identifier"]).strip() for t in cbsodata.get_table_list(select="Identifier", catalog_url=self.transport.host)]
        except (SourceProblem, requests.RequestException, KeyError, TypeError, ValueError):
            return "It may have been withdrawn; the catalogue could not be asked. Look for it at CBS."
        if table in listed:
            return "It is still in CBS's catalogue. Try again later."
        same = [i for i in listed if i.lower() == table.lower()]
        if same:
            return f"The catalogue spells it '{same[0]}': mend the definition."
        return f"It is no longer in CBS's catalogue; look for a successor.{nearest(table, listed)}"


def _column(table: str, topic: Topic, properties: list[dict[str, Any]]) -> str:
    """The measure's key in this edition: by key without suffix, then by group, then by place, and checked on its unit."""
    groups = {p["ID"]: p for p in properties if p["Type"] == "TopicGroup"}
    topics = [p for p in properties if p["Type"] == "Topic"]
    found = [p for p in topics if re.sub(r"_\d+$", "", p["Key"]) == topic.key]
    if not found:
        names = {re.sub(r"_\d+$", "", p["Key"]) for p in topics}
        raise SourceProblem(f"Table {table} has no measure '{topic.key}'.{nearest(topic.key, names)} {_NEW_EDITION}")
    if len(found) > 1 and topic.group is not None:
        grouped = [p for p in found if any(topic.group.casefold() == g.casefold() for g in _groups(p, groups))]
        found = grouped or found
    if len(found) > 1 and topic.occurrence is not None and topic.occurrence <= len(found):
        found = [found[topic.occurrence - 1]]
    if len(found) > 1:
        keys = ", ".join(p["Key"] for p in found)
        raise SourceProblem(
            f"Table {table} has '{topic.key}' {len(found)} times ({keys}); the definition must name its 'group' or 'occurrence'."
        )
    unit = str(found[0].get("Unit") or "").strip()
    if topic.unit and unit and " ".join(unit.split()).casefold() != topic.unit.casefold():
        raise SourceProblem(
            f"Table {table} now gives '{topic.key}' in '{unit}' where the definition expects '{topic.unit}'; "
            "check the scale before you accept it."
        )
    if str(found[0].get("Datatype") or "Double") not in ("Long", "Double", "Float", "Integer", "Decimal"):
        raise SourceProblem(f"Table {table}: measure '{topic.key}' holds {found[0]['Datatype']} values, not numbers. Mend the definition.")
    return str(found[0]["Key"])


def _groups(topic: dict[str, Any], groups: dict[Any, dict[str, Any]]) -> list[str]:
    """The titles of the groups a topic stands under, from near to far."""
    titles: list[str] = []
    parent = topic.get("ParentID")
    while parent in groups and len(titles) < 20:
        titles.append(" ".join(str(groups[parent]["Title"]).split()))
        parent = groups[parent].get("ParentID")
    return titles


def _category(table: str, dimension: str, title: str, items: list[dict[str, Any]]) -> str:
    """The padded key of the category with this title, from the table's own list."""
    named = [(" ".join(str(i["Title"]).split()), str(i["Key"])) for i in items]
    keys = [key for found, key in named if found == title]
    if not keys:
        close = nearest(title, (found for found, _ in named))
        raise SourceProblem(f"Table {table}: '{dimension}' has no category '{title}'.{close} Mend the slice in the definition.")
    if len(keys) > 1:
        raise SourceProblem(
            f"Table {table}: '{dimension}' has the category '{title}' {len(keys)} times ({', '.join(keys)}). "
            "Look which is meant, and tell CBS."
        )
    return keys[0]


def _period(table: str, key: str) -> Period:
    try:
        return parse(key)
    except SourceProblem as problem:
        raise SourceProblem(f"Table {table}: {problem} Look what it stands for, and mend etl/periods.py.") from None


def _region_dimension(table: str, dimensions: dict[str, Any], codes: dict[str, Any], pinned: dict[str, str]) -> str:
    """The dimension that holds municipalities: by its codes, because CBS does not always type it as a GeoDimension."""
    for key in dimensions:
        if key not in pinned and any(level(clean(item["Key"])) == "municipality" for item in codes[key]):
            return key
    raise SourceProblem(f"Table {table} has no dimension with municipalities left to choose from. Check the slice in the definition.")


def _tidy(
    table: str, data: list[dict[str, Any]], region: str, time: str | None, columns: list[str], periods: dict[str, Any], year: int | None
) -> pd.DataFrame:
    """Rows as CBS sends them → region, year, status and one float column per measure; unknown regions left out."""
    frame = _columns(table, data, [region, *([time] if time else []), *columns])
    known: dict[str, tuple[Period, str]] = {
        k: (_period(table, k), status(i.get("Status"), str(i.get("Title", "")))) for k, i in periods.items()
    }
    if time is not None:
        strange = set(frame[time]) - set(known)
        if strange:
            raise SourceProblem(
                f"Table {table} has rows for period '{sorted(strange)[0]}', which its own list of periods does not hold. Try again later."
            )
    out = pd.DataFrame({"region": frame[region].map(clean)})
    out["year"] = frame[time].map(lambda k: known[k][0].year) if time else year
    out["status"] = frame[time].map(lambda k: known[k][1]) if time else "not_stated"
    for column in columns:
        out[column] = _numbers(table, frame[column])
    out = out[out["region"].map(level).notna()]
    double = out.duplicated(["region", "year"])
    if double.any():
        first = out[double].iloc[0]
        raise SourceProblem(
            f"Table {table} has more than one row for {first['region']} in {first['year']}; one of them must be wrong, so none was used."
        )
    return out.reset_index(drop=True)


def _columns(table: str, data: list[dict[str, Any]], wanted: list[str]) -> pd.DataFrame:
    """The rows as a frame, which must have the columns that were asked for."""
    frame = pd.DataFrame.from_records(data, coerce_float=False).astype("object")
    for column in wanted:
        if column not in frame:
            raise SourceProblem(f"Table {table}: the rows lack the column '{column}' that was asked for. {_NEW_EDITION}")
    return frame


def _numbers(table: str, values: pd.Series) -> pd.Series:
    """A column of numbers and nulls as floats; anything else in it is refused."""
    strange = values[values.map(lambda v: isinstance(v, bool) or not isinstance(v, int | float | None))]
    if len(strange):
        raise SourceProblem(f"Table {table}: '{values.name}' holds '{strange.iloc[0]}' where a number belongs. {_NEW_EDITION}")
    return values.astype("float64")
