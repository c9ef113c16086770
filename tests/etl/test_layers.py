"""One direction of knowledge: dashboard → pages → components → store → the rest of etl → sources; and pages → agenda → definitions."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
HEAVY = ("geopandas", "shapely", "scipy", "cbsodata", "requests", "pyproj")
FOLDERS = ("agenda", "etl", "pages")
CODE = sorted(
    p for p in [*ROOT.glob("*.py"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*.py"))] if "__pycache__" not in p.parts
)


@cache
def parsed(path: Path) -> ast.Module:
    """The code of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """A file as written in a sentence."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def knows(path: Path, *names: str) -> list[str]:
    """Which of these packages or modules a file imports."""
    return sorted({i for i in imports(path) for n in names if i == n or i.startswith(f"{n}.")})


def texts(path: Path) -> Iterator[str]:
    """Every text in the code of a file, docstrings left out."""
    tree = parsed(path)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def within(path: Path, *folders: str) -> bool:
    return named(path).startswith(folders)


def test_there_is_code_to_look_at() -> None:
    found = {named(p) for p in CODE}
    assert {"etl/store.py", "etl/sources/cbs.py", "etl/sources/transport.py", "dashboard.py"} <= found


def those(*folders: str) -> list[Path]:
    return [p for p in CODE if within(p, *folders)]


def others(*folders: str) -> list[Path]:
    return [p for p in CODE if not within(p, *folders)]


def breaches(paths: list[Path], *names: str) -> dict[str, list[str]]:
    """Which of these files import which of these packages or modules, though they may not."""
    return {named(p): knows(p, *names) for p in paths if knows(p, *names)}


PAGES = ("pages/", "dashboard.py", "serve.py")


def test_streamlit_stays_with_the_pages() -> None:
    assert breaches(others(*PAGES), "streamlit") == {}


def test_the_line_to_cbs_stays_in_sources() -> None:
    assert breaches(others("etl/sources/"), "cbsodata", "requests", "urllib.request", "urllib3", "httpx", "http.client") == {}


def test_pages_know_nothing_of_sources_or_the_build() -> None:
    assert breaches(those(*PAGES), "etl.sources", "etl.build", "etl.carry", "etl.__main__", "etl.tidy", "etl.derive", "etl.checks") == {}


def test_the_pipeline_knows_nothing_of_pages() -> None:
    assert breaches(those("etl/"), "pages", "dashboard", "serve") == {}


def test_the_agenda_knows_the_definitions_and_nothing_of_pages_or_figures() -> None:
    assert (
        breaches(those("agenda/"), "streamlit", "pages", "dashboard", "serve", "etl.store", "etl.snapshot", "etl.build", "etl.sources")
        == {}
    )
    assert breaches(those("etl/"), "agenda") == {}


def test_only_the_agenda_knows_its_database() -> None:
    assert breaches(others("agenda/"), "sqlalchemy", "alembic", "psycopg", "agenda.database", "agenda.model") == {}


def test_sources_know_nothing_of_what_is_built_on_them() -> None:
    built = ("build", "carry", "store", "snapshot", "__main__", "definitions", "checks", "derive", "verdicts")
    assert breaches(those("etl/sources/"), *(f"etl.{name}" for name in built)) == {}


def test_addresses_stay_in_sources() -> None:
    """The address that `build` reads from unless told otherwise is part of the command line; a link shown on a page is content."""
    allowed = {"etl/__main__.py": {"https://opendata.cbs.nl"}}
    # Names of licences and vocabularies look like addresses; nothing asks them.
    names = re.compile(
        r"https?://(creativecommons\.org|www\.w3\.org|purl\.org|xmlns\.com|spdx\.org|publications\.europa\.eu|www\.iana\.org)/"
    )
    found = {
        named(p): {t for t in texts(p) if re.search(r"https?://", t) and not names.match(t)} - allowed.get(named(p), set())
        for p in those("etl/")
    }
    assert {name: t for name, t in found.items() if t and not name.startswith("etl/sources/")} == {}


def test_no_module_is_too_long() -> None:
    lengths = {named(p): len(p.read_text(encoding="utf-8").splitlines()) for p in CODE}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_no_page_lies_directly_in_pages() -> None:
    """Streamlit would then answer a cold deep link without the entry of the dashboard."""
    assert [p.name for p in (ROOT / "pages").glob("*.py")] == []


def test_the_map_of_the_components_names_every_module_once() -> None:
    folder = ROOT / "pages" / "components"
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    listed = [m.group(1) for line in lines if (m := re.match(r"\| `([\w/]+\.py)` \| .+ \|$", line))]
    assert sorted(listed) == sorted(p.relative_to(folder).as_posix() for p in CODE if p.is_relative_to(folder) and p.stem != "__init__")
    pure = [m.group(1) for line in lines if (m := re.match(r"\| `([\w/]+\.py)` \| .+ \(pure\) \|$", line))]
    assert len(pure) > 10
    assert {name: knows(folder / name, "streamlit") for name in pure if knows(folder / name, "streamlit")} == {}


PURE = ["periods", "regions", "values", "tidy", "derive", "typology", "checks", "overlaps"]


@pytest.mark.parametrize("name", PURE)
def test_the_middle_is_pure(name: str) -> None:
    """Values in, values out: no files, no clock, no network, no randomness."""
    path = ROOT / "etl" / f"{name}.py"
    assert not knows(path, "os", "pathlib", "time", "datetime", "random", "socket", "subprocess", "io", "pyarrow", "streamlit")
    calls = {n.func.id for n in ast.walk(parsed(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & {"open", "print", "input", "eval", "exec"}


def loaded(code: str) -> set[str]:
    """The top-level packages in memory after some code ran in a process of its own."""
    script = f"import sys\n{code}\nprint(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=35, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("\n")[-2].split())


def test_the_store_is_light() -> None:
    found = loaded("from etl import store\nstore.open()")
    assert "pandas" in found
    assert not found & {*HEAVY, "streamlit", "plotly", "matplotlib", "typer", "rich"}


def test_the_components_are_light() -> None:
    """Streamlit loads `requests` itself; ours may not, nor anything else that a page can do without."""
    modules = [".".join(p.relative_to(ROOT).with_suffix("").parts) for p in CODE if within(p, "pages/components/") and p.stem != "__init__"]
    assert modules
    base = loaded("import streamlit")
    found = loaded("import importlib\n" + "\n".join(f"importlib.import_module({m!r})" for m in modules))
    assert not (found - base) & set(HEAVY)


def test_no_page_imports_anything_heavy() -> None:
    assert breaches(those("pages/", "dashboard.py"), *HEAVY) == {}
