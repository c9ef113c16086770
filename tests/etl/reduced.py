"""The project's own definition files, cut down to what `tests/recorded` holds.

Nothing is relaxed: the files are those of `data/definitions` with fewer cities and, where asked, fewer indicators.
"""

import re
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd

from etl import definitions
from etl.definitions import DEFINITIONS
from tests.etl.service import recorded_tables
from tests.recorded.record import MUNICIPALITIES

UNRECORDED = "GM1859"
"""Berkelland: a municipality that the recordings leave out, so that the country is never whole and cells lack a figure."""

SMALL = ("inhabitants", "dwellings", "owner_occupied_share")
"""Enough for a build with positions: three indicators from three tables."""


def blocks(path: Path) -> dict[str, str]:
    """The blocks of a definition file as text, by name; what stands before the first is left out."""
    parts = re.split(r"(?m)^\[([\w.]+)\]\n", path.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def write_blocks(path: Path, kept: dict[str, str]) -> None:
    """A definition file from blocks."""
    path.write_text("\n".join(f"[{name}]\n{text}" for name, text in kept.items()), encoding="utf-8")


def edited(path: Path, old: str, new: str) -> None:
    """Replace one piece of a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}; bring the test up to date"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cities(folder: Path) -> None:
    """Leave only the recorded municipalities, and one that was not recorded; stories are about cities that are not all among them."""
    shutil.rmtree(folder / "stories")
    kept = {*MUNICIPALITIES, UNRECORDED}
    for name, column in (("municipalities.csv", "code"), ("cities.csv", "code"), ("mergers.csv", "current_code")):
        frame = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        if name == "cities.csv":
            # Berkelland is in no network; nobody who was not recorded may be a midsize city.
            frame = frame[frame[column].isin(MUNICIPALITIES)]
        frame[frame[column].isin(kept)].to_csv(folder / name, index=False)
    # Names of provinces and of the country stay as far as the municipalities that are left lie there.
    left = pd.read_csv(folder / "municipalities.csv", dtype=str, keep_default_na=False)
    names = pd.read_csv(folder / "other_names.csv", dtype=str, keep_default_na=False)
    names[names["code"].isin({*left["code"], *left["province_code"], "NL01"})].to_csv(folder / "other_names.csv", index=False)


def indicators(folder: Path, keep: Collection[str]) -> None:
    """Leave only these indicators, and of the other files the blocks that name no other."""
    for path in (folder / "indicators").glob("*.toml"):
        kept = {name: text for name, text in blocks(path).items() if name in keep}
        if kept:
            write_blocks(path, kept)
        else:
            path.unlink()
    gone = set(definitions.load().everything) - set(keep)
    # Which figures a profile opens with follows the figures there are.
    themes = (folder / "themes.toml").read_text(encoding="utf-8")
    (folder / "themes.toml").write_text(re.sub(r"(?m)^headlines = .*\n", "", themes), encoding="utf-8")
    for path in folder.glob("*.toml"):
        if path.name not in ("themes.toml", "positions.toml"):
            write_blocks(path, {n: t for n, t in blocks(path).items() if not gone & set(re.findall(r'"(\w+)"', t))})


def recorded_indicators() -> set[str]:
    """The indicators whose tables are all recorded."""
    have = {t.lower() for t in recorded_tables()}
    return {i.id for i in definitions.load().everything.values() if all(t.lower() in have for t in i.tables)}


def definition_folder(target: Path, keep: Iterable[str] | None = None) -> Path:
    """A definition folder for a build against the recordings; `keep` limits the indicators."""
    shutil.copytree(DEFINITIONS, target)
    cities(target)
    wanted = recorded_indicators() if keep is None else set(keep)
    if wanted != set(definitions.load().everything):
        indicators(target, wanted)
    return target
