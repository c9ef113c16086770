"""Reading definition files strictly: every key is asked for by name, and what is left over is refused.

A typing error in a definition must stop the build before any download, and the sentence must name the file, the
block, the key and the nearest name that would have been right.
"""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar, cast

from etl.problems import DefinitionProblem

T = TypeVar("T")
_MISSING = object()
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table { … }"}


def nearest(word: str, known: Iterable[str]) -> str:
    """A phrase ` Did you mean 'x'?` for the closest known name, or an empty string."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""


class Block:
    """One table of a definition file, read key by key; `finish()` refuses the keys nobody asked for."""

    def __init__(self, file: str, name: str, content: Any):
        self.file, self.name = file, name
        if not isinstance(content, dict):
            raise DefinitionProblem(f"{file}: '{name}' must be a table of keys, not {content!r}.")
        self.content: dict[str, Any] = content
        self.asked: set[str] = set()

    def problem(self, text: str) -> DefinitionProblem:
        """A problem that starts with the place: file and block."""
        return DefinitionProblem(f"{self.file}, [{self.name}]: {text}")

    def take(self, key: str, kind: type[T], default: Any = _MISSING) -> T:
        """The value under `key`, checked for its kind; without a default the key must be there and not be empty."""
        self.asked.add(key)
        value = self.content.get(key, default)
        if value is _MISSING:
            others = [k for k in self.content if k not in self.asked]
            raise self.problem(f"key '{key}' is missing.{nearest(key, others)}")
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if key in self.content and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            raise self.problem(f"key '{key}' must be {_NAMES.get(kind, kind.__name__)}, not {value!r}.")
        if default is _MISSING and isinstance(value, str) and not value.strip():
            raise self.problem(f"key '{key}' is empty; it needs a text.")
        return cast(T, value)

    def choice(self, key: str, allowed: Iterable[str], default: Any = _MISSING) -> str:
        """A text out of a closed list."""
        value, allowed = self.take(key, str, default), list(allowed)
        if value not in allowed:
            raise self.problem(f"'{value}' is no known {key}.{nearest(value, allowed)} Known: {', '.join(allowed)}.")
        return value

    def texts(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        """A list of non-empty texts."""
        value = self.take(key, list, default)
        if not all(isinstance(item, str) and item.strip() for item in value):
            raise self.problem(f"key '{key}' must hold texts only, and none of them empty.")
        return tuple(value)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """A list of exactly `count` numbers; none of them endless or no number at all."""
        values = self.take(key, list)
        if len(values) != count or not all(type(item) in (int, float) and isfinite(item) for item in values):
            raise self.problem(f"key '{key}' must hold {count} numbers, one for each year, not {values!r}.")
        return tuple(float(item) for item in values)

    def finish(self) -> None:
        """Refuse any key that was never asked for."""
        for key in self.content:
            if key not in self.asked:
                raise self.problem(f"key '{key}' is not known here.{nearest(key, self.asked)}")


def read(path: Path) -> list[Block]:
    """The tables of a TOML file as blocks, in the file's order.

    Raises `DefinitionProblem` where the file is missing or is no TOML, with the line.
    """
    return [Block(path.name, name, table) for name, table in _content(path).items()]


def whole(path: Path, within: str = "") -> Block:
    """A TOML file as one block, for a file about one thing; raises as `read` does, naming the file as one of the folder `within`."""
    return Block(f"{within}{path.name}", path.stem, _content(path, within))


def _content(path: Path, within: str = "") -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionProblem(f"{within}{path.name} is missing; it belongs in {path.parent.name}/.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionProblem(f"{within}{path.name} cannot be read as TOML: {error}.") from None
