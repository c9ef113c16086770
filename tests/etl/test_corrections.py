"""Corrections: applied to exactly one figure and what is derived from it, and held back as soon as the source has something else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etl import snapshot
from etl.build import build
from etl.definitions import load
from etl.outcome import Outcome
from etl.problems import DefinitionProblem
from etl.sources.cbs import CbsService
from tests.etl.conftest import THEN, Silent
from tests.etl.reduced import SMALL, definition_folder

Run = Callable[..., Outcome]

BLOCK = """
[homes_of_zeist]
indicator = "dwellings"
region = "GM0355"
year = 2020
action = "{action}"
{value}
expect = {expect}
reason = "Een proef."
reported = "2026-11-21"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return definition_folder(tmp_path / "definitions", SMALL)


def correct(folder: Path, action: str, expect: float, value: str = "") -> None:
    (folder / "corrections.toml").write_text(BLOCK.format(action=action, value=value, expect=expect), encoding="utf-8")


def published(run: Run, tmp_path: Path) -> float:
    """What the recording has for the corrected cell."""
    run(data=tmp_path / "plain")
    frame = snapshot.usable(tmp_path / "plain")[0].table("observations").to_pandas()
    return float(frame.query("indicator == 'dwellings' and region == 'GM0355' and year == 2020")["value"].iloc[0])


def test_one_figure_is_replaced_and_so_is_what_is_made_of_it(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    wrong = published(run, tmp_path)
    correct(folder, "replace", wrong, f"value = {wrong * 2}")
    outcome = build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN)
    assert outcome.held == {}
    before = snapshot.usable(tmp_path / "plain")[0].table("observations").to_pandas()
    after = snapshot.usable(tmp_path / "data")[0].table("observations").to_pandas()
    changed = after[(after["value"] != before["value"]) & ~(after["value"].isna() & before["value"].isna())]
    assert ("dwellings", "GM0355", 2020) in set(changed[["indicator", "region", "year"]].itertuples(index=False, name=None))
    assert set(changed["region"]) == {"GM0355"}
    assert set(changed["year"]) == {2020}
    row = after.query("indicator == 'dwellings' and region == 'GM0355' and year == 2020").iloc[0]
    assert (row["value"], row["status"]) == (wrong * 2, "estimated")


def test_one_figure_is_dropped(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    correct(folder, "drop", published(run, tmp_path))
    build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN)
    after = snapshot.usable(tmp_path / "data")[0].table("observations").to_pandas()
    row = after.query("indicator == 'dwellings' and region == 'GM0355' and year == 2020").iloc[0]
    assert row["missing"] == "unknown"


def test_a_mended_source_holds_the_series_back(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    wrong = published(run, tmp_path)
    correct(folder, "drop", wrong + 1)
    outcome = build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN)
    assert outcome.exit_code == 2
    assert f"[homes_of_zeist] expects {wrong + 1:g} for GM0355 in 2020, but the source now has {wrong:g}" in outcome.held["dwellings"]
    assert "inhabitants" not in outcome.held


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('action = "drop"', 'action = "remove"', "action"),
        ('indicator = "dwellings"', 'indicator = "dwelling"', "Did you mean 'dwellings'?"),
        ('region = "GM0355"', 'region = "Zeist"', "'Zeist' is no code"),
        ('reason = "Een proef."\n', "", "reason"),
        ('reported = "2026-11-21"', 'reported = "2026-11-21"\nwhy = "x"', "why"),
    ],
)
def test_a_mistake_in_a_correction_is_named(folder: Path, old: str, new: str, words: str) -> None:
    correct(folder, "drop", 1.0)
    path = folder / "corrections.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionProblem, match="corrections.toml") as caught:
        load(folder)
    assert words in str(caught.value)
