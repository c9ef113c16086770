"""Corrections: applied to exactly the figures they name and what is derived from them; the build fails as soon as the source has something else."""

from collections.abc import Callable
from datetime import timedelta
from math import isnan
from pathlib import Path

import pytest

from etl import snapshot, store
from etl.build import build
from etl.definitions import load
from etl.outcome import Outcome
from etl.problems import CorrectionProblem, DefinitionProblem
from etl.sources.cbs import CbsService
from tests.etl.conftest import THEN, Silent
from tests.etl.reduced import SMALL, definition_folder

Run = Callable[..., Outcome]

BLOCK = """
[homes_of_zeist]
indicator = "dwellings"
region = "GM0355"
years = {years}
action = "{action}"
{value}
expect = {expect}
reason = "Een proef."
reported = "2026-11-21"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return definition_folder(tmp_path / "definitions", SMALL)


def correct(folder: Path, action: str, expect: float | list[float], value: str = "", years: str = "[2020]") -> None:
    (folder / "corrections.toml").write_text(
        BLOCK.format(years=years, action=action, value=value, expect=[expect] if isinstance(expect, float) else expect), encoding="utf-8"
    )


def published(run: Run, tmp_path: Path) -> float:
    """What the recording has for the corrected cell."""
    run(data=tmp_path / "plain")
    frame = snapshot.usable(tmp_path / "plain")[0].table("observations").to_pandas()
    return float(frame.query("indicator == 'dwellings' and region == 'GM0355' and year == 2020")["value"].iloc[0])


def test_one_figure_is_replaced_and_so_is_what_is_made_of_it(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    wrong = published(run, tmp_path)
    correct(folder, "replace", wrong, f"value = [{wrong * 2}]")
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


def test_a_mended_source_fails_the_build_and_keeps_the_snapshot(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    wrong = published(run, tmp_path)
    correct(folder, "drop", wrong)
    kept = build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN).published
    correct(folder, "drop", wrong + 1)
    with pytest.raises(CorrectionProblem) as caught:
        build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN + timedelta(days=1))
    assert f"[homes_of_zeist] expects {wrong + 1:g} for GM0355 in 2020, but the source now has {wrong:g}" in str(caught.value)
    assert "snapshot in use stays" in str(caught.value)
    assert snapshot.ids(tmp_path / "data") == [kept]
    assert snapshot.current(tmp_path / "data") == kept


def test_a_year_that_the_build_does_not_have_fails_it(cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    correct(folder, "drop", 1.0, years="[1901]")
    with pytest.raises(CorrectionProblem, match="GM0355 in 1901, which this build does not have"):
        build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN)
    assert snapshot.ids(tmp_path / "data") == []


def test_two_years_of_one_block(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    run(data=tmp_path / "plain")
    plain = figures(tmp_path / "plain")
    correct(folder, "replace", [plain[2019], plain[2020]], "value = [7, 8]", "[2019, 2020]")
    build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN)
    after = figures(tmp_path / "data")
    assert {year for year in after if after[year] != plain[year] and not (isnan(after[year]) and isnan(plain[year]))} == {2019, 2020}
    assert (after[2019], after[2020]) == (7, 8)


def test_a_snapshot_says_which_corrections_are_in_it(run: Run, cbs: CbsService, folder: Path, tmp_path: Path) -> None:
    """What is declared later is not in figures of before; what was dropped from the file is in them still."""
    wrong = published(run, tmp_path)
    correct(folder, "drop", wrong)
    build(cbs, Silent(), data=tmp_path / "data", folder=folder, now=lambda: THEN)
    (folder / "corrections.toml").write_text("", encoding="utf-8")
    held = store.Store(snapshot.usable(tmp_path / "data")[0], load(folder))
    assert [(one.id, one.indicator, one.region, one.year, one.value, one.expect) for one in held.corrections] == [
        ("homes_of_zeist", "dwellings", "GM0355", 2020, None, wrong)
    ]
    correct(folder, "drop", wrong)
    assert store.Store(snapshot.usable(tmp_path / "plain")[0], load(folder)).corrections == ()


def figures(data: Path) -> dict[int, float]:
    """The homes of Zeist by year."""
    frame = snapshot.usable(data)[0].table("observations").to_pandas().query("indicator == 'dwellings' and region == 'GM0355'")
    return dict(zip(frame["year"].tolist(), frame["value"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('action = "drop"', 'action = "remove"', "action"),
        ('indicator = "dwellings"', 'indicator = "dwelling"', "Did you mean 'dwellings'?"),
        ('region = "GM0355"', 'region = "Zeist"', "'Zeist' is no code"),
        ('reason = "Een proef."\n', "", "reason"),
        ('reported = "2026-11-21"', 'reported = "2026-11-21"\nwhy = "x"', "why"),
        ("years = [2020]", "years = []", "at least one"),
        ("years = [2020]", "years = [2020, 2020]", "each only once"),
        ("years = [2020]", 'years = ["2020"]', "whole numbers"),
        ("years = [2020]", "year = 2020", "key 'years' is missing"),
        ("expect = [1.0]", "expect = [1.0, 2.0]", "must hold 1 numbers"),
        ("expect = [1.0]", "expect = [nan]", "must hold 1 numbers"),
        ("expect = [1.0]", "expect = 1.0", "key 'expect' must be a list"),
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
