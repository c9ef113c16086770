"""What the datasets beside CBS's plain tables have in common: what they may ask of the world, and what they hand over."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.blocks import nearest
from etl.geography import Geography
from etl.problems import SourceProblem
from etl.sources.cbs import CbsService, Slice, Table
from etl.sources.files import Files


@dataclass(frozen=True)
class Ask:
    """What a dataset may read: CBS, the files of other publishers, the places of the monitor and the folder of definitions."""

    cbs: CbsService
    files: Files
    places: Geography
    folder: Path


@dataclass(frozen=True)
class Made:
    """A dataset that was made: `frame` has columns region, year and status, and one column of floats per measure.

    `whole` says that the source holds nothing that is not here; `tables` are the CBS tables it was made of.
    """

    frame: pd.DataFrame
    title: str
    publisher: str
    licence: str
    address: str
    modified: str
    retrieved: str
    bytes: int
    sha256: str
    whole: bool
    tables: tuple[str, ...] = ()


def from_tables(frame: pd.DataFrame, title: str, tables: Sequence[Table], *, whole: bool) -> Made:
    """A dataset made of CBS tables; its checksum is that of theirs, one after the other."""
    return Made(
        frame=frame,
        title=title,
        publisher="CBS",
        licence="CC BY 4.0",
        address="",
        modified=max(t.modified for t in tables),
        retrieved=max(t.retrieved for t in tables),
        bytes=sum(t.bytes for t in tables),
        sha256=hashlib.sha256("".join(t.sha256 for t in tables).encode()).hexdigest(),
        whole=whole,
        tables=tuple(dict.fromkeys(t.id for t in tables)),
    )


def as_table(name: str, made: Made, slices: Sequence[Slice]) -> Table:
    """The dataset in the shape of a CBS table, so that the build need not know the difference.

    Raises `SourceProblem` where a definition asks for a measure, a category or a period that the dataset does not have.
    """
    measures = [str(c) for c in made.frame.columns if c not in ("region", "year", "status")]
    for asked in slices:
        if asked.where or asked.suffix != "JJ00" or asked.year is not None:
            raise SourceProblem(f"Dataset {name} has neither categories nor other periods than years; leave out slice, grain and year.")
        for topic in asked.topics:
            if topic.key not in measures:
                raise SourceProblem(f"Dataset {name} has no measure '{topic.key}'.{nearest(topic.key, measures)} Mend the definition.")
    double = made.frame.duplicated(["region", "year"])
    if double.any():
        raise SourceProblem(f"Dataset {name} has {made.frame[double]['region'].iloc[0]} twice in one year; none of it was used.")
    return Table(
        id=name,
        title=made.title,
        modified=made.modified,
        discontinued=False,
        retrieved=made.retrieved,
        rows=len(made.frame),
        bytes=made.bytes,
        sha256=made.sha256,
        years={"JJ00": tuple(sorted({int(year) for year in made.frame["year"]}))},
        slices={asked.rows: made.frame for asked in slices},
        columns={topic: topic.key for asked in slices for topic in asked.topics},
        dropped_periods=(),
        publisher=made.publisher,
        address=made.address,
        licence=made.licence,
        parts=made.tables,
        whole=made.whole,
    )
