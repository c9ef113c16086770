"""The mark of what a figure is made of: the same for the same, another for anything that changes its numbers."""

from dataclasses import replace

import pytest

from etl import definitions, fingerprint
from etl.model import Change, Definitions, Indicator, Source

NAME = "owner_occupied_share"


@pytest.fixture(scope="module")
def defined() -> Definitions:
    return definitions.load()


def mark(defined: Definitions, changed: Indicator) -> str:
    return fingerprint.of(changed, {**defined.everything, changed.id: changed})


def test_every_figure_has_one_and_it_lasts(defined: Definitions) -> None:
    marks = {name: fingerprint.of(one, defined.everything) for name, one in defined.everything.items()}
    assert all(len(one) == fingerprint.DIGITS for one in marks.values())
    assert len(set(marks.values())) == len(marks), "no two figures are made of the same"
    again = definitions.load()
    assert marks == {name: fingerprint.of(one, again.everything) for name, one in again.everything.items()}


@pytest.mark.parametrize(
    "changes",
    [
        {"table": "99999NED"},
        {"where": (("Eigendom", "Alle"),)},
        {"scale": 1000.0},
        {"rounds_to": 100.0},
        {"first": 2001},
        {"borders_of": 2020},
    ],
)
def test_another_way_to_read_it_is_another_mark(defined: Definitions, changes: dict[str, object]) -> None:
    one = defined.indicators[NAME]

    def other(source: Source) -> Source:
        return replace(source, **changes)  # type: ignore[arg-type]

    assert mark(defined, replace(one, sources=tuple(map(other, one.sources)))) != mark(defined, one)


def test_unit_and_rounding_count_and_words_do_not(defined: Definitions) -> None:
    one = defined.indicators[NAME]
    own = mark(defined, one)
    assert mark(defined, replace(one, unit="promille")) != own
    assert mark(defined, replace(one, decimals=2)) != own
    told = replace(one, title="Anders", definition="Anders.", caution="Let op.", changes=(Change("2026-01-01", "Anders."),))
    assert mark(defined, told) == own


def test_a_change_in_what_it_is_worked_out_from_counts(defined: Definitions) -> None:
    one = next(i for i in defined.indicators.values() if i.needs)
    part = defined.indicators[one.needs[0]]
    changed = {**defined.everything, part.id: replace(part, unit="anders")}
    assert fingerprint.of(one, changed) != fingerprint.of(one, defined.everything)
