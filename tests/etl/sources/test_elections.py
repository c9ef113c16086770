"""Council elections: the measures by hand, the rule for local parties, and what is wrong with a file said in a sentence."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.definitions import DEFINITIONS
from etl.problems import DefinitionProblem, SourceProblem
from etl.sources import elections
from etl.sources.elections import Parties, councils, effective, plain
from etl.sources.made import Made
from tests.etl.sources.standin import RECORDED, ask, cell, files

HERE = RECORDED / "council_elections"
PARTIES = Parties.read(DEFINITIONS / "national_parties.toml")
councils_of = st.lists(st.integers(1, 45), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def made() -> Made:
    return elections.read(ask(place=HERE))


class TestEffective:
    """1 divided by the sum of squared shares."""

    @given(councils_of)
    def test_it_lies_between_one_and_the_number_of_parties(self, seats: list[int]) -> None:
        assert 1 - 1e-9 <= effective(seats) <= len(seats) + 1e-9

    @given(st.integers(1, 40), st.integers(1, 20))
    def test_equal_shares_give_their_number(self, parties: int, seats: int) -> None:
        assert effective([seats] * parties) == pytest.approx(parties)

    @given(councils_of, st.randoms())
    def test_the_order_does_not_matter(self, seats: list[int], random: object) -> None:
        mixed = list(seats)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        assert effective(mixed) == pytest.approx(effective(seats))

    @given(councils_of, st.integers(2, 9))
    def test_only_shares_matter(self, seats: list[int], times: int) -> None:
        assert effective([s * times for s in seats]) == pytest.approx(effective(seats))

    @given(councils_of)
    def test_lists_without_a_seat_do_not_count(self, seats: list[int]) -> None:
        assert effective([*seats, 0, 0]) == pytest.approx(effective(seats))

    @given(councils_of.filter(lambda seats: len(seats) > 1))
    def test_two_parties_that_join_make_it_smaller(self, seats: list[int]) -> None:
        assert effective([seats[0] + seats[1], *seats[2:]]) < effective(seats) + 1e-9

    def test_an_empty_council_has_none(self) -> None:
        assert np.isnan(effective([0.0]))


class TestLocal:
    """A list is local when its name holds no national party."""

    @pytest.mark.parametrize(
        "name",
        [
            "VVD",
            "Democraten 66 (D66)",
            "GROENLINKS / Partij van de Arbeid (P.v.d.A.)",
            "P.v.d.A./GROENLINKS",
            "PvdA-GroenLinks",
            "GROENLINKS//Partij van de Arbeid",
            "SP",
            "SP ( Socialistische Partij)",
            "ChristenUnie-SGP",
            "VVD-Leefbaar Uden",
            "CDA-Dinkelland",
            "Belang Van Nederland (BVNL)",
            "CHRISTEN DEMOCRATISCH APPEL",
        ],
    )
    def test_national_names_variants_and_joint_lists(self, name: str) -> None:
        assert PARTIES.national(name)

    @pytest.mark.parametrize(
        "name",
        [
            "Seyst.Nu",
            "Progressief Ermelo",
            "FNP",
            "BBB-NDB",
            "Forum voor Maassluis",
            "Gemeentebelangen (GB)",
            "Blanco (lijst 8)",
            "De Unie van Nieuwegein",
        ],
    )
    def test_all_others_are_local(self, name: str) -> None:
        assert not PARTIES.national(name)

    @given(st.text(max_size=40))
    def test_writing_differently_changes_nothing(self, name: str) -> None:
        assert plain(plain(name)) == plain(name)
        assert PARTIES.national(name) == PARTIES.national(f"  {name} ")

    def test_a_wrong_key_in_the_list_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "national_parties.toml"
        path.write_text('[vvd]\nanywher = ["VVD"]\n', encoding="utf-8")
        with pytest.raises(DefinitionProblem, match="anywher.*Did you mean 'anywhere'"):
            Parties.read(path)


class TestFigures:
    """Real councils, counted by hand from Kiesraad's lists."""

    @pytest.mark.parametrize(
        ("region", "year", "seats", "local", "parties"),
        [("GM0355", 2018, 33, 7, 6.444), ("GM0355", 2026, 33, 7, 5.528), ("GM0345", 2022, 33, 10, 6.600), ("GM0294", 2026, 21, 11, 6.041)],
    )
    def test_councils(self, made: Made, region: str, year: int, seats: int, local: int, parties: float) -> None:
        assert cell(made.frame, region, year, "seats") == seats
        assert cell(made.frame, region, year, "local_seats") == local
        assert cell(made.frame, region, year, "effective_parties") == pytest.approx(parties, abs=5e-4)

    def test_a_reorganisation_election_counts_for_the_term_it_serves(self, made: Made) -> None:
        # Purmerend voted in November 2021 and not in March 2022; Groningen in November 2018.
        assert cell(made.frame, "GM0439", 2022, "effective_parties") == pytest.approx(8.101, abs=5e-4)
        assert cell(made.frame, "GM0014", 2018, "seats") == 45

    def test_who_skipped_the_election_has_no_figure(self, made: Made) -> None:
        assert made.frame[(made.frame["region"] == "GM0402") & (made.frame["year"] == 2026)].empty

    def test_the_country_has_all_seats(self, made: Made) -> None:
        for year, rows in made.frame.groupby("year"):
            parts = rows[rows["region"] != "NL01"]
            for measure in ("seats", "local_seats"):
                assert cell(rows, "NL01", int(str(year)), measure) == parts[measure].sum()
            assert cell(rows, "NL01", int(str(year)), "effective_parties") == pytest.approx(parts["effective_parties"].mean())

    def test_only_regular_years(self, made: Made) -> None:
        assert sorted(set(made.frame["year"])) == [2018, 2022, 2026]

    def test_the_order_of_the_rows_does_not_matter(self) -> None:
        lists = pd.DataFrame({"date": "2018-03-21", "region": ["GM0001"] * 3, "party": ["A", "VVD", "B"], "seats": [5.0, 3.0, 1.0]})
        assert councils(lists, PARTIES).equals(councils(lists.iloc[::-1].reset_index(drop=True), PARTIES))

    def test_the_shipped_copy_is_whole(self) -> None:
        whole = elections.read(ask())
        assert whole.sha256.startswith("c88a3015")
        counts = whole.frame[whole.frame["region"] != "NL01"].groupby("year")["region"].nunique().to_dict()
        assert counts == {2018: 347, 2022: 342, 2026: 340}
        assert whole.frame["effective_parties"].between(1, whole.frame["parties"] + 1e-9).all()


class TestFaults:
    """A file that is not what it should be gives a sentence."""

    @pytest.mark.parametrize(
        ("fault", "sentence"),
        [
            ("404", r"it is not there \(404\)"),
            ("403", "refused .error 403"),
            ("html", "a web page came"),
            ("half", "cut short"),
            ("latin", "no UTF-8"),
            ("columns", "no column 'AantalZetels'"),
            ("empty", "is empty"),
        ],
    )
    def test_one_try_is_enough(self, fault: str, sentence: str) -> None:
        with files(HERE, [fault] * 9) as (address, asked), pytest.raises(SourceProblem, match=sentence):
            elections.read(ask(place=address))
        assert len(asked) == 1

    @pytest.mark.parametrize(("fault", "sentence"), [("503", "error 503; 4 tries"), ("cut", "broke off .*; 4 tries")])
    def test_what_may_pass_is_tried_four_times(self, fault: str, sentence: str) -> None:
        with files(HERE, [fault] * 9) as (address, asked), pytest.raises(SourceProblem, match=sentence):
            elections.read(ask(place=address))
        assert len(asked) == 4

    def test_a_hiccup_changes_nothing(self, made: Made) -> None:
        with files(HERE, ["503", "cut"]) as (address, asked):
            again = elections.read(ask(place=address))
        assert again.frame.equals(made.frame)
        assert len(asked) == 3

    def test_nobody_there(self) -> None:
        with pytest.raises(SourceProblem, match="nobody answers at that address.*; 4 tries"):
            elections.read(ask(place="http://127.0.0.1:9"))

    def test_a_folder_without_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(SourceProblem, match="gemeenteraad_stemmen_zetels.csv is not in"):
            elections.read(ask(place=tmp_path))

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("GR,2018-03-21,Zeist,GM0355,VVD,6110,8", "GR,2018-03-21,Zeist,GM0355,VVD,6110,x", "'x' is no AantalZetels"),
            ("2018-03-21,Zeist", "21-03-2018,Zeist", "is no Datum"),
            (",GM0294,", ",G0294,", "'G0294' is no Code"),
        ],
    )
    def test_wrong_cells_are_named(self, tmp_path: Path, old: str, new: str, sentence: str) -> None:
        text = (HERE / "gemeenteraad_stemmen_zetels.csv").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "gemeenteraad_stemmen_zetels.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(SourceProblem, match=sentence):
            elections.read(ask(place=tmp_path))

    def test_a_line_lost_shows_in_the_size_of_the_council(self, tmp_path: Path) -> None:
        lines = (HERE / "gemeenteraad_stemmen_zetels.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        gone = next(n for n, line in enumerate(lines) if line.startswith("GR,2018-03-21,Zeist") and line.endswith(",1\n"))
        (tmp_path / "gemeenteraad_stemmen_zetels.csv").write_text("".join(lines[:gone] + lines[gone + 1 :]), encoding="utf-8")
        with pytest.raises(SourceProblem, match="GM0355 32 seats on 2018-03-21, which no council can have"):
            elections.read(ask(place=tmp_path))

    def test_a_list_twice(self, tmp_path: Path) -> None:
        text = (HERE / "gemeenteraad_stemmen_zetels.csv").read_text(encoding="utf-8")
        (tmp_path / "gemeenteraad_stemmen_zetels.csv").write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
        with pytest.raises(SourceProblem, match="twice in"):
            elections.read(ask(place=tmp_path))
