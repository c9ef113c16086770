"""Streamlit's own words in Dutch: every entry must still stand in the pinned version, and only those texts change."""

from pathlib import Path

import pytest
import streamlit

from pages.components.shell import bundle

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"


def the(begins: str) -> list[Path]:
    return sorted(SCRIPTS.glob(f"{begins}*.js"))


@pytest.mark.parametrize(
    ("begins", "english"), [(name, pair[0]) for name, pairs in {**bundle.WORDS, **bundle.HOOKS}.items() for pair in pairs]
)
def test_every_text_still_stands_in_the_pinned_version(begins: str, english: str) -> None:
    assert any(english in path.read_text(encoding="utf-8") for path in the(begins)), f"{begins}*.js no longer holds {english}"


@pytest.mark.parametrize("begins", bundle.WORDS)
def test_only_texts_change(begins: str) -> None:
    for path in the(begins):
        before = path.read_text(encoding="utf-8")
        after = bundle.dutch(path.name, before)
        for english, ours in bundle.WORDS[begins]:
            assert (english in before) == (ours in after)
            # Quotes and brackets outside the texts stay, or the script would not run.
            assert [c for c in english if c in "`(){}[]"] == [c for c in ours if c in "`(){}[]"] or "${" in english
        assert before.count("`") == after.count("`")


def test_another_script_is_left_alone() -> None:
    assert bundle.dutch("Markdown.abc.js", "return`No results`") == "return`No results`"


def test_the_boxes_ask_our_search_where_it_is_there() -> None:
    for begins, pairs in bundle.HOOKS.items():
        (path,) = the(begins)
        assert bundle.holds(path.name)
        before = path.read_text(encoding="utf-8")
        after = bundle.dutch(path.name, before)
        for old, new in pairs:
            assert before.count(old) == 1, "another place would be changed too"
            assert old.split("?", 1)[1] in new, "without our search Streamlit's own still works"
            assert new in after
