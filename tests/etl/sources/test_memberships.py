"""Regions that a municipality belongs to: kinds by their codes, sets by their members."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.geography import load
from etl.problems import SourceProblem
from etl.sources import memberships
from etl.sources.cbs import CbsService
from etl.sources.memberships import KINDS, counted, kinds
from tests.etl.sources.standin import Stub, ask, cell, feed

TODAY = load().today
SOME = ["GM0355", "GM0345", "GM0294", "GM0307", "GM0339", "GM0279"]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    monkeypatch.setattr(memberships, "TABLES", {2014: "82496NED", 2025: "86059NED"})
    return Stub("region_memberships")


def regions(columns: dict[str, str], municipalities: list[str] = SOME) -> pd.DataFrame:
    """A letter per municipality and kind: `{"AM": "aabbcc"}`."""
    return pd.DataFrame({kind: list(letters) for kind, letters in columns.items()}, index=municipalities)


class TestCounting:
    def test_regions_of_the_same_municipalities_are_one(self) -> None:
        frame = counted(regions({"AM": "aabbbb", "GG": "xxyyyy", "VR": "pppppp"}), 2020, TODAY)
        assert cell(frame, "GM0355", 2020, "regions") == 2
        assert cell(frame, "GM0355", 2020, "partners") == 5
        assert cell(frame, "GM0355", 2020, "common_partners") == 1

    def test_a_merger_elsewhere_changes_no_partners(self) -> None:
        # Haren and Ten Boer are Groningen today.
        before = counted(regions({"AM": "aaaa"}, ["GM0355", "GM0014", "GM0017", "GM0009"]), 2018, TODAY)
        after = counted(regions({"AM": "aa"}, ["GM0355", "GM0014"]), 2019, TODAY)
        assert cell(before, "GM0355", 2018, "partners") == cell(after, "GM0355", 2019, "partners") == 1
        assert cell(before, "GM0017", 2018, "partners") == 1

    @given(st.lists(st.text(alphabet="ab", min_size=6, max_size=6), min_size=1, max_size=4))
    def test_bounds(self, letters: list[str]) -> None:
        frame = counted(regions({f"K{n}": word for n, word in enumerate(letters)}), 2020, TODAY)
        assert frame["regions"].between(1, len(letters)).all()
        assert (frame["common_partners"] <= frame["partners"]).all()
        assert (frame["partners"] <= 5).all()
        same = frame["regions"] == 1
        assert (frame.loc[same, "common_partners"] == frame.loc[same, "partners"]).all()

    def test_an_unknown_municipality(self) -> None:
        with pytest.raises(SourceProblem, match="knows GM9999, a municipality of 2030"):
            counted(regions({"AM": "a"}, ["GM9999"]), 2030, TODAY)


class TestTables:
    def test_the_years_are_put_together(self, stub: Stub) -> None:
        made = memberships.read(ask(stub))
        assert made.tables == ("82496NED", "86059NED")
        assert made.publisher == "CBS"
        assert sorted(set(made.frame["year"])) == [2014, 2025]
        # Winterswijk: province and court district of Gelderland; GGD and safety of the north and east; labour market; youth; care.
        excerpt = kinds(stub.rows("86059NED")[1], "86059NED")
        assert excerpt.loc["GM0294"].to_dict() == {
            "AM": "AM09",
            "AR": "AR03",
            "GG": "GG1413",
            "JZ": "JZ25",
            "PV": "PV25",
            "VR": "VR06",
            "ZK": "ZK04",
        }

    def test_through_the_real_client(self, stub: Stub) -> None:
        expected = memberships.read(ask(stub)).frame
        with feed("region_memberships") as address:
            found = memberships.read(ask(CbsService(address)))
        assert found.frame.equals(expected)
        assert len(found.sha256) == 64
        assert found.bytes > 10_000

    def test_a_kind_that_is_gone(self, stub: Stub) -> None:
        stub.edits["86059NED"] = lambda frame: frame.map(lambda v: "." if isinstance(v, str) and v.startswith("JZ") else v)
        with pytest.raises(SourceProblem, match="86059NED has no column with the codes JZ"):
            memberships.read(ask(stub))

    def test_a_code_that_is_missing(self, stub: Stub) -> None:
        stub.edits["86059NED"] = lambda frame: frame.assign(Code_48=["."] + frame["Code_48"].tolist()[1:])
        with pytest.raises(SourceProblem, match=r"gives GM\d{4} '\.' where a code VR belongs"):
            memberships.read(ask(stub))

    def test_a_kind_twice(self, stub: Stub) -> None:
        stub.edits["86059NED"] = lambda frame: frame.assign(Code_99=frame["Code_28"])
        with pytest.raises(SourceProblem, match="the codes PV in two columns"):
            memberships.read(ask(stub))

    def test_a_municipality_twice(self, stub: Stub) -> None:
        stub.edits["86059NED"] = lambda frame: pd.concat([frame, frame.head(1)])
        with pytest.raises(SourceProblem, match="twice"):
            memberships.read(ask(stub))

    def test_seven_kinds(self) -> None:
        assert len(KINDS) == 7
