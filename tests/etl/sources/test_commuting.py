"""Work in the own municipality: sums over municipalities of today, and no figure where something is lacking."""

from dataclasses import replace

import pandas as pd
import pytest

from etl import store
from etl.geography import Geography, load
from etl.problems import SourceProblem
from etl.sources import commuting
from etl.sources.cbs import CbsService
from etl.sources.commuting import lacking, misplaced, shares
from tests.etl.sources.standin import Stub, ask, cell, feed

PLACES = load()
KEPT = ["GM0355", "GM0345", "GM0344", "GM0307", "GM0757", "GM0824", "GM0855", "GM0865", "GM1895", "GM1900"]


def some(codes: list[str] = KEPT) -> Geography:
    """The real places, cut down to those of the recording."""
    held = PLACES.municipalities
    merged = PLACES.mergers
    return replace(PLACES, municipalities=held[held["code"].isin(codes)], mergers=merged[merged["current_code"].isin(codes)])


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    monkeypatch.setattr(commuting, "YEARS", (2006, 2014))
    return Stub("commuting_pairs")


def jobs(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["home", "work", "jobs"])


class TestSums:
    def test_by_hand_from_the_recorded_pairs(self, stub: Stub) -> None:
        made = commuting.read(ask(stub, places=some()))
        assert cell(made.frame, "GM0355", 2014, "own_jobs") == 9.5
        rows = stub.rows("81251ned", ("x",), "'2014MM12'")[1]
        mine = rows[(rows["WoonregioS"] == "GM0355") & ~rows["WerkregioS"].isin(["GM1895", "GM1900"])]
        # Oldambt and Súdwest-Fryslân are not whole in 2006, so work there counts in neither year.
        assert cell(made.frame, "GM0355", 2014, "resident_jobs") == pytest.approx(mine["BanenVanWerknemers"].sum())

    def test_what_merged_later_is_one_from_the_start(self) -> None:
        places = some(["GM0439", "GM0355"])
        both = {
            2014: jobs(
                ("GM0439", "GM0439", 10), ("GM0439", "GM0370", 2), ("GM0370", "GM0370", 1), ("GM0355", "GM0355", 5), ("GM0370", "GM0355", 3)
            )
        }
        frame = shares(both, places)
        assert cell(frame, "GM0439", 2014, "own_jobs") == 13
        assert cell(frame, "GM0439", 2014, "resident_jobs") == 16
        assert cell(frame, "NL01", 2014, "own_jobs") == 18
        assert cell(frame, "NL01", 2014, "resident_jobs") == 21

    def test_own_is_part_of_all(self, stub: Stub) -> None:
        frame = commuting.read(ask(stub, places=some())).frame
        assert (frame["own_jobs"] <= frame["resident_jobs"]).all()

    def test_through_the_real_client(self, stub: Stub) -> None:
        expected = commuting.read(ask(stub, places=some())).frame
        with feed("commuting_pairs") as address:
            found = commuting.read(ask(CbsService(address), places=some()))
        assert found.frame.equals(expected)
        assert found.tables == ("81251ned",)


class TestLacking:
    def test_a_part_that_the_table_does_not_list(self) -> None:
        # Oldambt was made of Reiderland, Scheemda and Winschoten in 2010.
        places = some(["GM1895", "GM0355"])
        assert lacking({"GM0355", "GM1895"}, 2009, places) == {"GM1895"}
        assert lacking({"GM0355", "GM0047"}, 2009, places) == {"GM1895"}
        assert lacking({"GM0355", "GM1895"}, 2011, places) == set()

    def test_the_year_of_the_merger_is_left_out(self) -> None:
        assert lacking({"GM0355", "GM1895"}, 2010, some(["GM1895", "GM0355"])) == {"GM1895"}

    def test_who_was_there_all_along_is_whole(self) -> None:
        assert lacking({"GM0355", "GM0345"}, 2006, some(["GM0355", "GM0345"])) == set()

    def test_a_city_that_is_not_whole_has_no_figure(self, stub: Stub) -> None:
        frame = commuting.read(ask(stub, places=some())).frame
        assert frame[(frame["region"] == "GM1900") & (frame["year"] == 2006)].empty
        assert frame[(frame["region"] == "GM1895") & (frame["year"] == 2006)].empty
        assert len(frame[(frame["region"] == "GM1895") & (frame["year"] == 2014)]) == 1


class TestSplits:
    def test_haaren_went_to_four(self, stub: Stub) -> None:
        frame = commuting.read(ask(stub, places=some())).frame
        # Haaren's jobs all go to Oisterwijk: too many there, too few in Boxtel and Vught; Tilburg is too large to notice.
        assert not set(frame["region"]) & {"GM0824", "GM0757", "GM0865"}
        assert "GM0855" in set(frame["region"])

    def test_how_much_is_misplaced(self) -> None:
        found = misplaced(jobs(("GM0788", "GM0355", 14.318)), PLACES)
        assert found["GM0855"] == pytest.approx(1.442)
        assert found["GM0757"] == pytest.approx(2.149)
        assert found["GM0865"] == pytest.approx(4.9)
        assert found["GM0824"] == pytest.approx(1.442 + 2.149 + 4.9)


class TestFaults:
    @pytest.mark.parametrize(
        ("edit", "sentence"),
        [
            (lambda f: pd.concat([f, f.head(1)]), "more than one row for a pair"),
            (lambda f: f[f["WoonregioS"] != f["WerkregioS"]], "no jobs in the own municipality for 2006"),
            (lambda f: f.replace({"WoonregioS": {"GM0355": "GM9999"}}), "81251ned has GM9999, which neither"),
            (lambda f: f.astype({"BanenVanWerknemers": "object"}).replace({"BanenVanWerknemers": {10.8: "x"}}), "texts where numbers"),
        ],
    )
    def test_sentences(self, stub: Stub, edit: object, sentence: str) -> None:
        stub.edits["81251ned"] = edit
        with pytest.raises(SourceProblem, match=sentence):
            commuting.read(ask(stub, places=some()))


def test_the_share_is_that_of_the_position_rule() -> None:
    """Two ways to the same December: this dataset, and the pairs that the position rule reads."""
    held = store.open()
    last = held.series("own_jobs_share", [c.code for c in held.cities()], 2014, 2014).set_index("region")["value"].dropna()
    assert len(last) >= 95
    for code, share in last.items():
        found = held.position(str(code))
        assert found is not None
        assert abs(share - found["own_share"] * 100) < 1, held.name(str(code))


def test_a_place_of_work_that_grew_by_a_merger_is_left_out_and_a_steady_one_is_not() -> None:
    whole = {2006: {"A", "B"}, 2007: {"A", "B", "C", "D"}, 2008: {"A", "B", "C", "D"}}
    flows = {2006: (10.0, 2.0), 2007: (10.5, 8.0), 2008: (10.4, 8.0)}
    laid = {year: jobs(("A", "C", c), ("B", "C", c), ("A", "D", d), ("A", "A", 30.0)) for year, (c, d) in flows.items()}
    assert commuting.unfollowed(laid, whole) == {"D"}


def test_who_depends_on_a_place_is_named() -> None:
    frame = jobs(("A", "D", 3.0), ("A", "A", 97.0), ("B", "D", 1.0), ("B", "B", 99.0), ("D", "D", 50.0))
    assert commuting.sent_to(frame, {"D"}) == {"A"}
