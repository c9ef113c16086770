"""Joint arrangements: names to codes of today, and partners counted by hand."""

import pandas as pd
import pytest

from etl.geography import load
from etl.problems import SourceProblem
from etl.sources import arrangements
from etl.sources.arrangements import Names, arrangement, joint, plain
from tests.etl.sources.standin import RECORDED, ask, cell, files

HERE = RECORDED / "joint_arrangements"
NAMES = Names(load())


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["Deelnemer", "Gemeenschappelijke regeling", "Provincie"])


class TestNames:
    """From a name in the lists to a municipality of today."""

    @pytest.mark.parametrize(
        ("name", "province", "code"),
        [
            ("Zeist", "", "GM0355"),
            ("EnkHuizen", "", "GM0388"),
            ("SÃºdwest-FryslÃ¢n", "", "GM1900"),
            ("Dronten ", "", "GM0303"),
            ("Overbetuwe,", "", "GM1734"),
            ("Nuenen", "", "GM0820"),
            ("Hengelo", "Provincie Overrijssel", "GM0164"),
            ("Laren", "Provincie Utrecht", "GM0417"),
            ("Bergen", "Provincie Noord-Holland", "GM0373"),
            ("Bergen", "Provincie Limburg", "GM0893"),
            ("Bergen (L.)", "", "GM0893"),
            ("Haren", "", "GM0014"),
            ("Veghel", "", "GM1948"),
            ("Doorn", "", "GM1581"),
        ],
    )
    def test_municipalities(self, name: str, province: str, code: str) -> None:
        assert NAMES.code(name, province) == code

    @pytest.mark.parametrize(
        "name",
        [
            "Provincie Utrecht",
            "Waterschap De Dommel",
            "Haren (Ems) (Duitsland)",
            "Emden (Duitsland)",
            "Rijk",
            "Bergen",
            "Stadsregio Amsterdam",
            "",
        ],
    )
    def test_what_is_no_municipality_or_two(self, name: str) -> None:
        assert NAMES.code(name) is None

    def test_every_name_of_today_finds_its_code(self) -> None:
        places = load().municipalities
        assert all(NAMES.code(name) == code for name, code in zip(places["name"], places["code"], strict=True))

    def test_an_arrangement_is_known_without_its_abbreviation(self) -> None:
        assert arrangement("Openbaar Lichaam Crematoria Twente (OLCT)") == arrangement("Openbaar Lichaam Crematoria Twente")
        assert plain("HÃ»s en Hiem") == "hus en hiem"


class TestCounting:
    def test_by_hand(self) -> None:
        frame = joint(
            pairs(
                ("Zeist", "A", "Provincie Utrecht"),
                ("Veenendaal", "A", "Provincie Utrecht"),
                ("Zeist", "B", "Provincie Utrecht"),
                ("Provincie Utrecht", "B", "Provincie Utrecht"),
                ("Doorn", "C", "Provincie Utrecht"),
                ("Maarn", "C", "Provincie Utrecht"),
                ("Zeist", "C", "Provincie Utrecht"),
            ),
            NAMES,
            "x.csv",
        )
        assert cell(frame, "GM0355", 2015, "arrangements") == 3
        # Doorn and Maarn are one municipality today; the province is no partner.
        assert cell(frame, "GM0355", 2015, "partners") == 2
        assert cell(frame, "GM1581", 2015, "partners") == 1
        assert cell(frame, "GM0345", 2015, "partners") == 1

    def test_partners_are_mutual(self) -> None:
        frame = arrangements.read(ask(place=HERE)).frame
        assert (frame["partners"] <= 341).all()
        assert (frame["arrangements"] >= 1).all()
        assert not frame["region"].duplicated().any()

    def test_the_shipped_copy(self) -> None:
        frame = arrangements.read(ask()).frame
        # Counted by hand in the file: 38 names besides Zeist, of which three are one municipality today.
        assert (cell(frame, "GM0355", 2015, "arrangements"), cell(frame, "GM0355", 2015, "partners")) == (12, 35)
        assert (cell(frame, "GM0345", 2015, "arrangements"), cell(frame, "GM0345", 2015, "partners")) == (8, 30)
        assert (cell(frame, "GM0294", 2015, "arrangements"), cell(frame, "GM0294", 2015, "partners")) == (9, 35)


class TestFaults:
    def test_another_layout(self) -> None:
        with files(HERE, ["columns"]) as (address, _), pytest.raises(SourceProblem, match="no column 'Deelnemer'"):
            arrangements.read(ask(place=address))

    def test_names_that_nobody_knows(self) -> None:
        with pytest.raises(SourceProblem, match="only 1 of 3 participants"):
            joint(pairs(("Zeist", "A", ""), ("Atlantis", "A", ""), ("Lutjebroek", "A", "")), NAMES, "x.csv")

    def test_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("etl.sources.files.MAX_BYTES", 1000)
        with files(HERE) as (address, _), pytest.raises(SourceProblem, match="is larger than"):
            arrangements.read(ask(place=address))
        with pytest.raises(SourceProblem, match="is larger than"):
            arrangements.read(ask(place=HERE))
