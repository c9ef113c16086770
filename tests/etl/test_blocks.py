"""Reading definition files strictly."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.blocks import Block, nearest, read
from etl.problems import DefinitionProblem

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def block(**content: Any) -> Block:
    return Block("file.toml", "name", content)


@pytest.mark.parametrize(
    ("word", "known", "phrase"),
    [
        ("titel", ["title", "unit"], " Did you mean 'title'?"),
        ("title", [], ""),
        ("xyz", ["title"], ""),
        ("Economy", ["economy", "resilience"], " Did you mean 'economy'?"),
    ],
)
def test_the_nearest_name(word: str, known: list[str], phrase: str) -> None:
    assert nearest(word, known) == phrase


@given(st.sampled_from([str, int, float, bool, list, dict]), values)
@example(int, True)
@example(float, False)
@example(bool, 1)
@example(int, 1.0)
def test_a_value_of_the_kind_or_a_sentence(kind: type, value: Any) -> None:
    asked = block(key=value)
    right = type(value) is kind or (kind is float and type(value) is int)
    if right and not (isinstance(value, str) and not value.strip()):
        found = asked.take("key", kind)
        assert type(found) is kind
        assert found == value
    else:
        with pytest.raises(DefinitionProblem, match=r"^file.toml, \[name\]: key 'key' "):
            asked.take("key", kind)


def test_a_default_is_only_for_what_is_left_out() -> None:
    assert block().take("key", str, "x") == "x"
    assert block(key="").take("key", str, "x") == ""
    with pytest.raises(DefinitionProblem, match="must be text, not 3"):
        block(key=3).take("key", str, "x")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"titel": "x"}, "key 'title' is missing. Did you mean 'titel'?"),
        ({}, "key 'title' is missing."),
        ({"title": "  "}, "key 'title' is empty; it needs a text."),
        ({"title": 3}, "key 'title' must be text, not 3."),
        ({"title": ["x"]}, "key 'title' must be text, not ['x']."),
    ],
)
def test_what_is_wrong_with_a_text(content: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DefinitionProblem, match=re.escape(f"file.toml, [name]: {sentence}")):
        block(**content).take("title", str)


def test_a_closed_list() -> None:
    assert block(better="higher").choice("better", ["higher", "lower"]) == "higher"
    with pytest.raises(DefinitionProblem, match=re.escape("'higer' is no known better. Did you mean 'higher'? Known: higher, lower.")):
        block(better="higer").choice("better", ["higher", "lower"])


@pytest.mark.parametrize("wrong", [["a", ""], ["a", 3], [" "], [["a"]]])
def test_lists_hold_texts_only(wrong: list[Any]) -> None:
    with pytest.raises(DefinitionProblem, match="must hold texts only"):
        block(tasks=wrong).texts("tasks")


def test_what_nobody_asked_for_is_refused() -> None:
    asked = block(title="x", cautoin="y")
    asked.take("title", str)
    asked.take("caution", str, "")
    with pytest.raises(DefinitionProblem, match=re.escape("key 'cautoin' is not known here. Did you mean 'caution'?")):
        asked.finish()


def test_a_block_is_a_table() -> None:
    with pytest.raises(DefinitionProblem, match=re.escape("file.toml: 'name' must be a table of keys, not 3.")):
        Block("file.toml", "name", 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[a]\nb = \n", "cannot be read as TOML: Invalid value (at line 2"),
        (b"[a]\nb = 1\n[a]\nc = 2\n", "cannot be read as TOML: Cannot declare ('a',) twice (at line 3"),
        (b"[a]\nb = 1\nb = 2\n", "Cannot overwrite a value (at line 3"),
        (b"[a]\nb = '\xff'\n", "cannot be read as TOML"),
        (b"loose = 1\n", "'loose' must be a table of keys, not 1."),
    ],
)
def test_a_file_that_is_no_toml_of_tables(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_bytes(content)
    with pytest.raises(DefinitionProblem, match="^themes.toml") as caught:
        read(path)
    assert words in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionProblem, match=r"themes.toml is missing; it belongs in .+/\."):
        read(tmp_path / "themes.toml")


def test_blocks_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("[b]\nx = 1\n[a]\ny = 2\n", encoding="utf-8")
    assert [b.name for b in read(path)] == ["b", "a"]
