"""A citation reads back from BibTeX and RIS as it was, whatever a title holds."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import citing
from etl.citing import Work

WORK = Work(
    title="Inwoners van 65 jaar of ouder, Zeist, 2015–2025",
    makers=("CBS", "Kiesraad", "Midsize Monitor"),
    year=2026,
    version="20261122T004411Z-6990",
    note="CBS, tabel 03759ned; bewerking Midsize Monitor.",
    link="http://monitor/tabellen?steden=GM0355&cijfers=share_65_plus",
    day="2026-11-22",
)


def fields(text: str) -> dict[str, str]:
    """The fields of a BibTeX entry, the braces around each taken off."""
    lines = text.splitlines()
    assert re.fullmatch(r"@misc\{[a-z0-9-]+,", lines[0])
    assert lines[-1] == "}"
    found = dict(re.fullmatch(r"  (\w+) = \{(.*)\},?", line).groups() for line in lines[1:-1])  # type: ignore[union-attr]
    assert [line.endswith(",") for line in lines[1:-1]] == [True] * (len(lines) - 3) + [False]
    return found


def lines(text: str) -> list[tuple[str, str]]:
    """The facts of a RIS entry."""
    assert text.endswith("\r\n")
    pairs = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in text.removesuffix("\r\n").split("\r\n")]
    assert all(pairs), text
    return [(p[1], p[2]) for p in pairs if p]


def test_both_hold_the_same_facts() -> None:
    tex, told = fields(citing.bibtex(WORK)), lines(citing.ris(WORK))
    ris = dict(told)
    assert tex["author"] == "{CBS} and {Kiesraad} and {Midsize Monitor}"
    assert [text for tag, text in told if tag == "AU"] == list(WORK.makers)
    assert (tex["title"], ris["TI"]) == (f"{{{WORK.title}}}", WORK.title)
    assert (tex["year"], ris["PY"]) == ("2026", "2026")
    assert (tex["version"], ris["ET"]) == (WORK.version, WORK.version)
    assert (tex["url"], ris["UR"]) == (WORK.link, WORK.link)
    assert (tex["urldate"], ris["Y2"]) == ("2026-11-22", "2026/11/22")
    assert tex["note"] == ris["N1"] == f"{WORK.note} Licentie: CC BY 4.0."
    assert told[0] == ("TY", "DATA")
    assert told[-1] == ("ER", "")


def test_two_works_never_get_the_same_key() -> None:
    others = [WORK, replace(WORK, title="Inwoners, Gouda"), replace(WORK, version="20270101T000000Z-0001"), replace(WORK, link="http://m/")]
    keys = {citing.bibtex(work).splitlines()[0] for work in others}
    assert len(keys) == len(others)
    assert citing.bibtex(WORK).startswith("@misc{midsize-inwoners-van-65-jaar-2026-")


def test_what_is_not_there_is_left_out() -> None:
    bare = Work(WORK.title, WORK.makers, WORK.year, WORK.version, WORK.note)
    assert not {"url", "urldate"} & set(fields(citing.bibtex(bare)))
    assert not {"UR", "Y2"} & {tag for tag, _ in lines(citing.ris(bare))}


@pytest.mark.parametrize(("text", "tex"), [("50% & meer_", r"50\% \& meer\_"), ("a{b}c", r"a\{b\}c"), ("x\\y", r"x\textbackslash{}y")])
def test_a_title_is_harmless_in_latex(text: str, tex: str) -> None:
    work = Work(text, ("CBS",), 2026, "v", "n")
    assert fields(citing.bibtex(work))["title"] == f"{{{tex}}}"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_stays_in_its_own_field(title: str, note: str) -> None:
    """No line of a text becomes a fact or a field of its own, and braces stay in pairs."""
    work = Work(f"t{title}", ("CBS",), 2026, "v", f"n{note}", "http://m/?a=" + note, "2026-11-22")
    assert [tag for tag, _ in lines(citing.ris(work))] == ["TY", "AU", "TI", "PY", "PB", "ET", "N1", "LA", "UR", "Y2", "ER"]
    made = citing.bibtex(work)
    depth = 0
    for sign in re.sub(r"\\.", "", made):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


def test_publishers_are_named_once_and_the_monitor_last() -> None:
    assert citing.makers(["CBS", "Kiesraad", "CBS"]) == ("CBS", "Kiesraad", "Midsize Monitor")
