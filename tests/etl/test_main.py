"""The command line, run as people run it: exit codes, sentences, and never a trace."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pytest

from etl import snapshot
from tests.etl.conftest import THEN
from tests.etl.reduced import edited
from tests.etl.service import Service, wait_for

ROOT = Path(__file__).resolve().parents[2]


class Project:
    """A copy of the pipeline with its definitions and without a snapshot."""

    def __init__(self, folder: Path, definitions: Path):
        self.folder = folder
        shutil.copytree(ROOT / "etl", folder / "etl", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(definitions, folder / "data" / "definitions")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CBS_", "PYTHONPATH", "COLUMNS", "COVERAGE"))}
        return subprocess.Popen(
            [sys.executable, "-m", "etl", *arguments],
            cwd=self.folder,
            env={**kept, "NO_COLOR": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Exit code, what was said, and what was said on the side of errors; a trace is never right."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=35)
        assert "Traceback" not in out + err, err
        return process.returncode, re.sub(r"\s+", " ", out).strip(), re.sub(r"\s+", " ", err).strip()


@pytest.fixture
def project(tmp_path: Path, small_definitions: Path) -> Project:
    return Project(tmp_path / "project", small_definitions)


@pytest.fixture
def built(project: Project, small_snapshot: Path) -> Project:
    """A project with one snapshot."""
    shutil.copytree(small_snapshot, project.data, dirs_exist_ok=True)
    return project


def test_a_build_check_and_list(project: Project, service: Service) -> None:
    code, out, err = project.run("build", CBS_CATALOG=service.url)
    used = snapshot.current(project.data)
    assert (code, err) == (0, "")
    assert re.search(r"^Mergers: \d+ figures of \d+ indicators put on today's municipalities, totals conserved", out)
    assert re.search(rf"Snapshot {used} is in use, with \d\d\d figures\.$", out)
    assert snapshot.verify(str(used), project.data).manifest["origin"] == {"kind": "recorded", "recorded": "2018–2026"}
    code, out, err = project.run("check")
    assert (code, err) == (0, "")
    assert f"snapshot {used} is whole" in out
    assert out.startswith("3 indicators, ")
    code, out, err = project.run("list")
    assert (code, err) == (0, "")
    assert re.fullmatch(rf"→ {used} 20\d\d-\S+, 4 tables, recorded", out)


def test_something_held_is_2(built: Project, service: Service) -> None:
    service.fault("404", "82900NED", None)
    code, out, err = built.run("build", "--catalog", service.url)
    assert (code, err) == (2, "")
    assert "Held back: dwellings. Table 82900NED at 127.0.0.1" in out
    assert "Held back: owner_occupied_share." in out
    assert "2 were held back and keep the rows of the snapshot before." in out


def test_only_one_table_is_2(built: Project, service: Service) -> None:
    code, out, _ = built.run("build", "--catalog", service.url, "--only", "82900NED")
    assert code == 2
    assert "Held back: inhabitants. Table 03759ned was left out by --only." in out


def test_a_stopped_table_is_a_note(project: Project, service: Service) -> None:
    service.edit("82900NED", "discontinued")
    code, out, _ = project.run("build", "--catalog", service.url)
    assert code == 0
    assert "Note: CBS has stopped table 82900NED" in out


def test_nothing_published_is_1(built: Project, service: Service) -> None:
    used = snapshot.current(built.data)
    service.fault("404", "*", None)
    code, _, err = built.run("build", "--catalog", service.url)
    assert code == 1
    assert err.startswith("No table could be read, so there is nothing new to publish.")
    assert "82900NED" in err
    assert snapshot.current(built.data) == used
    assert len(snapshot.ids(built.data)) == 1


def test_cbs_out_of_reach_is_1_and_quick(tmp_path: Path, all_definitions: Path) -> None:
    """Twenty tables, nobody at the port: four tries for the first, then no more patience than one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    project = Project(tmp_path / "project", all_definitions)
    start = time.monotonic()
    code, out, err = project.run("build", "--catalog", f"http://127.0.0.1:{port}")
    assert code == 1
    assert time.monotonic() - start < 30
    assert "nobody answers at that address" in out
    assert "nothing was published" in err
    assert snapshot.current(project.data) is None


@pytest.mark.parametrize("catalog", ["http://[half", ""])
def test_no_address_is_1(project: Project, catalog: str) -> None:
    code, _, err = project.run("build", "--catalog", catalog)
    assert code == 1
    assert f"'{catalog}' is no address of a CBS service" in err


def test_an_unknown_table_is_1(project: Project, service: Service) -> None:
    code, _, err = project.run("build", "--catalog", service.url, "--only", "99999NED")
    assert code == 1
    assert err.startswith("No indicator uses table '99999NED'. Known:")
    assert service.asked == []


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_broken_definition_is_1(project: Project, service: Service, command: str) -> None:
    edited(project.data / "definitions" / "indicators" / "environment.toml", "unit ", "unti ")
    code, _, err = project.run(command, CBS_CATALOG=service.url)
    assert code == 1
    assert "environment.toml, [dwellings]: key 'unit' is missing. Did you mean 'unti'?" in err
    assert ("Nothing was downloaded." in err) == (command == "build"), "a check downloads nothing anyway"
    assert service.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bild"], "Did you mean 'build'?"),
        (["build", "--katalog", "x"], "No such option"),
        (["rollback"], "Missing argument"),
        ([], ""),
    ],
)
def test_wrong_usage_is_64(project: Project, arguments: list[str], words: str) -> None:
    code, out, err = project.run(*arguments)
    assert code == 64
    assert words in err
    assert "python -m etl --help" in err


def test_help_is_0(project: Project) -> None:
    code, out, err = project.run("build", "--help")
    assert (code, err) == (0, "")
    assert "--catalog" in out


def test_check_without_a_snapshot(project: Project) -> None:
    code, _, err = project.run("check")
    assert code == 1
    assert "build one with: python -m etl build" in err


def test_check_after_a_new_definition(built: Project, service: Service) -> None:
    path = built.data / "definitions" / "indicators" / "environment.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + text[text.index("[dwellings]") :].split("\n\n")[0].replace("[dwellings]", "\n[dwellings_too]") + "\n", encoding="utf-8"
    )
    code, out, _ = built.run("check")
    assert code == 1
    assert "dwellings_too" in out
    assert "Build a new one." in out


def test_a_changed_figure_in_a_story_is_1_with_its_place(built: Project, service: Service) -> None:
    """Inhabitants of Zeist grew; a build in which the last figure is another makes the same headline untrue."""
    folder = built.data / "definitions" / "stories"
    folder.mkdir()
    (folder / "proef.toml").write_text(
        'order = 1\ntitle = "Proef"\ntheme = "resilience"\ncity = "GM0355"\nminutes = 20\nintro = "Een proef."\n\n'
        '[[steps]]\nview = "line"\nindicator = "inhabitants"\ngroup = "all"\nfirst = 2015\nsay = "Kijk."\n'
        'headline = [{ says = "{city}: {then}, {value}", when = ["up"] }]\n',
        encoding="utf-8",
    )
    code, out, _ = built.run("check")
    assert (code, "1 stories; " in out) == (0, True)
    rows = pd.read_parquet(built.data / "snapshots" / str(snapshot.current(built.data)) / "observations.parquet")
    own = rows[(rows["indicator"] == "inhabitants") & (rows["region"] == "GM0355") & rows["value"].notna()].sort_values("year")
    (built.data / "definitions" / "corrections.toml").write_text(
        f'[zeist]\nindicator = "inhabitants"\nregion = "GM0355"\nyears = [{own["year"].iloc[-1]}]\naction = "replace"\n'
        f'value = [50000]\nexpect = [{own["value"].iloc[-1]}]\nreason = "Een proef."\nreported = "2026-11-21, aan niemand: een proef"\n',
        encoding="utf-8",
    )
    assert built.run("build", "--catalog", service.url)[0] == 0
    code, out, _ = built.run("check")
    assert code == 1
    assert "stories/proef.toml, step 1: headline '{city}: {then}, {value}' no longer holds: it claims up." in out


def test_check_list_and_build_with_a_damaged_snapshot(built: Project, service: Service) -> None:
    assert built.run("build", "--catalog", service.url)[0] == 0
    one, two = snapshot.ids(built.data)
    (built.data / "snapshots" / two / "regions.parquet").write_bytes(b"no parquet")
    code, out, _ = built.run("check")
    assert code == 1
    assert f"File regions.parquet of snapshot {two} is damaged" in out
    assert f"snapshot {one} is used instead" in out
    code, out, _ = built.run("list")
    assert code == 0
    assert f"→ {two} File regions.parquet" in out
    code, out, _ = built.run("rollback", one)
    assert code == 0
    assert out == f"Snapshot {one} is in use."
    assert snapshot.current(built.data) == one
    code, _, err = built.run("rollback", two)
    assert code == 1
    assert "is damaged" in err
    assert snapshot.current(built.data) == one


@pytest.mark.parametrize("name", ["20200101T000000Z-0000", "../../etc/passwd"])
def test_rolling_back_to_nothing_is_1(built: Project, name: str) -> None:
    used = snapshot.current(built.data)
    code, _, err = built.run("rollback", name)
    assert code == 1
    assert name in err
    assert snapshot.current(built.data) == used


def test_a_second_build_is_1(built: Project, service: Service) -> None:
    with snapshot.lock(built.data):
        code, _, err = built.run("build", "--catalog", service.url)
    assert code == 1
    assert err == "Another build is running in this folder; nothing was done. Wait for it, or stop it first."


def test_a_disk_that_refuses_is_1(project: Project, service: Service) -> None:
    (project.data / "snapshots").write_text("a file where a folder belongs", encoding="utf-8")
    code, _, err = project.run("build", "--catalog", service.url)
    assert code == 1
    assert err.startswith("Writing failed:")
    assert "is as it was" in err


def test_stopping_by_hand_is_1(built: Project, service: Service) -> None:
    used = snapshot.current(built.data)
    service.fault("silent", "82900NED")
    process = built.start("build", "--catalog", service.url)
    assert wait_for(lambda: service.count("82900NED") > 0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "Stopped; the snapshot in use is as it was." in out
    assert "Traceback" not in out + err
    assert snapshot.current(built.data) == used


def test_diff_names_the_cells_between_two_snapshots(built: Project) -> None:
    first = snapshot.current(built.data) or ""
    path = built.data / "definitions" / "indicators" / "environment.toml"
    with Service() as service:
        # The published homes are read in another unit: every figure of them changes, and nothing else does.
        edited(path, "[dwellings]\n", "[dwellings]\nscale = 2\n")
        code, _, err = built.run("build", CBS_CATALOG=service.url)
    assert code in (0, 2), err
    code, out, _ = built.run("diff", first)
    assert code == 0
    assert re.search(r"dwellings: \d+ cells", out)
    assert re.search(r"dwellings, GM\d{4} \S.*?, 20\d\d: [\d,]+ → [\d,]+ \(\+[\d,]+\)", out), "what it was, and what it is"
    found = int(re.search(r"([\d,]+) figures changed", out)[1].replace(",", ""))  # type: ignore[index]
    assert found > 40
    assert (out.count(" → ") - 1, f"… and {found - 40:,} more; --all prints them" in out) == (40, True)
    code, out, _ = built.run("diff", first, "--all")
    assert (code, out.count(" → ") - 1) == (0, found)
    assert "more; --all" not in out
    assert "inhabitants:" not in out
    assert re.search(r"[1-9]\d* figures changed, 0 appeared, 0 went away\.", out)
    file = built.folder / "revisions.csv"
    assert built.run("diff", first, "--csv", str(file))[0] == 0
    assert file.read_text(encoding="utf-8").startswith("indicator,region,year,old,new")


def test_a_region_that_disappears_is_named_by_diff_and_by_check(built: Project) -> None:
    """A snapshot that was published without Zeist."""
    first = snapshot.current(built.data) or ""
    held = snapshot.verify(first, built.data)
    content = {Path(name).stem: held.table(Path(name).stem) for name in held.manifest["files"]}
    figures = content["observations"].to_pandas()
    lost = int(figures.loc[figures["region"] == "GM0355", "value"].notna().sum())
    assert lost > 0
    for name, table in content.items():
        column = {"regions": "code"}.get(name, "region")
        if column in table.column_names:
            content[name] = table.filter(pc.not_equal(table[column].cast("string"), "GM0355"))
    rest = {k: v for k, v in held.manifest.items() if k not in ("id", "built", "schema", "content", "previous", "files", "sha256")}
    snapshot.publish(content, rest, THEN + timedelta(days=1), built.data)

    code, out, _ = built.run("diff", first)
    assert code == 0
    assert "regions that are gone: GM0355 Zeist" in out
    assert f"{lost:,} figures went with them" in out
    code, out, _ = built.run("check")
    assert code == 1
    assert "GM0355 (Zeist): midsize in the definitions, but not in snapshot" in out
    snapshot.point(first, built.data)
    assert built.run("check")[0] == 0


def test_check_reads_every_story_and_names_each_that_is_wrong(built: Project) -> None:
    folder = built.data / "definitions" / "stories"
    folder.mkdir(exist_ok=True)
    head = 'order = 1\ntitle = "Proef"\nminutes = 20\nintro = "Een proef."\n'
    (folder / "economy.toml").write_text("[half", encoding="utf-8")
    (folder / "environment.toml").write_text(f"{head}extra = 1\n", encoding="utf-8")
    step = '[[steps]]\nview = "bars"\nindicator = "dwellings"\nyear = 1900\nheadline = "Woningen"\nsay = "Kijk."\n'
    (folder / "opening.toml").write_text(head + step, encoding="utf-8")
    code, out, err = built.run("check")
    assert (code, err) == (1, "")
    assert "stories/economy.toml cannot be read as TOML" in out
    assert "stories/environment.toml, [environment]:" in out
    assert "stories/opening.toml, step 1: there are no figures for 1900" in out
    assert "downloaded" not in out
    assert "1 of 3 stories" in out


def test_diff_of_a_snapshot_that_is_not_there_says_so(built: Project) -> None:
    code, _, err = built.run("diff", "20990101T000000Z-0000")
    assert code == 1
    assert err == "Snapshot 20990101T000000Z-0000 is not there, or has no manifest."
