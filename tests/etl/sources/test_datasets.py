"""Datasets of our own behave like CBS's tables towards the build, and their definitions fit them."""

from dataclasses import replace
from pathlib import Path

import pytest

from etl import definitions
from etl.definitions import DEFINITIONS
from etl.geography import load
from etl.model import Topic
from etl.problems import SourceProblem
from etl.sources import elections
from etl.sources.cbs import CbsService, Slice
from etl.sources.datasets import DATASETS, Sources
from etl.sources.made import as_table
from tests.etl.sources.standin import RECORDED, ask

HERE = RECORDED / "council_elections"
ASKED = Slice((), "JJ00", None, (Topic("seats"), Topic("local_seats")))


def sources(place: str | Path = HERE, catalog: str = "http://127.0.0.1:9") -> Sources:
    return Sources(CbsService(catalog), load(), DEFINITIONS, str(place))


class TestFetch:
    def test_a_dataset_looks_like_a_table(self) -> None:
        table = sources().fetch("council_elections", [ASKED])
        frame = table.slices[ASKED.rows]
        assert {"region", "year", "status", "seats", "local_seats"} <= set(frame.columns)
        assert [table.columns[topic] for topic in ASKED.topics] == ["seats", "local_seats"]
        assert table.years == {"JJ00": (2018, 2022, 2026)}
        assert table.whole
        assert table.publisher == "Kiesraad"
        assert len(table.sha256) == 64
        assert table.rows == len(frame)

    def test_a_table_of_cbs_is_asked_of_cbs(self) -> None:
        service = sources()
        service.cbs.transport.sleep = lambda seconds: None
        with pytest.raises(SourceProblem, match="Table 03759ned at 127.0.0.1:9"):
            service.fetch("03759ned", [ASKED])

    def test_a_failure_names_the_dataset(self, tmp_path: Path) -> None:
        with pytest.raises(
            SourceProblem, match="^Table council_elections could not be made. File gemeenteraad_stemmen_zetels.csv is not in"
        ):
            sources(tmp_path).fetch("council_elections", [ASKED])

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            (replace(ASKED, topics=(Topic("seat"),)), "no measure 'seat'. Did you mean 'seats'"),
            (replace(ASKED, where=(("Partij", "VVD"),)), "neither categories nor other periods"),
            (replace(ASKED, suffix="MM12"), "neither categories nor other periods"),
            (replace(ASKED, year=2018), "neither categories nor other periods"),
        ],
    )
    def test_a_definition_that_does_not_fit(self, asked: Slice, sentence: str) -> None:
        with pytest.raises(SourceProblem, match=sentence):
            as_table("council_elections", elections.read(ask(place=HERE)), [asked])


class TestDefinitions:
    """Checked without a network: what the definitions ask for is there."""

    def test_every_dataset_is_used_and_no_name_is_misspelled(self) -> None:
        used = {table for indicator in definitions.load().indicators.values() for table in indicator.tables}
        assert set(DATASETS) <= used
        assert not [table for table in used if "_" in table and table not in DATASETS]

    @pytest.mark.parametrize("name", ["council_elections", "joint_arrangements", "land_borders"])
    def test_the_shipped_copies_serve_their_indicators(self, name: str) -> None:
        slices = [Slice.of(s) for i in definitions.load().indicators.values() for s in i.sources if s.table == name]
        table = sources("").fetch(name, slices)
        assert slices
        assert table.address
        assert table.licence
        for asked in slices:
            for topic in asked.topics:
                assert table.slices[asked.rows][table.columns[topic]].notna().all()
