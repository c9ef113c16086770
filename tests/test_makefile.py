"""What `make` leaves on a machine: nothing but the packages. With stand-ins for the programs that install."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def program(folder: Path, name: str, text: str) -> None:
    """A program of this test's own, found before the real one."""
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine without PostgreSQL, on which `apt-get` notes the setting it finds; `fails` makes it fail."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    program(tmp_path / "venv" / "bin", "python", "exit 1")
    program(tmp_path / "bin", "id", "echo 0")
    setting = tmp_path / "etc" / "createcluster.conf"
    program(
        tmp_path / "bin",
        "apt-get",
        f'[ "$1" = install ] || exit 0\ncat {setting} > {tmp_path}/found\n[ ! -e {tmp_path}/fails ] && touch {tmp_path}/there',
    )
    return tmp_path


def installed(machine: Path) -> subprocess.CompletedProcess[str]:
    settings = [f"VENV={machine}/venv", f"PG_THERE=[ -e {machine}/there ]", f"PG_SETTING={machine}/etc/createcluster.conf"]
    path = {**os.environ, "PATH": f"{machine}/bin:{os.environ['PATH']}"}
    # A `make` that runs the tests would hand its own options on.
    path = {name: value for name, value in path.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", *settings, f"{machine}/venv/postgresql"], cwd=ROOT, env=path, capture_output=True, text=True, timeout=60, check=False
    )


def test_postgresql_is_installed_without_a_cluster_and_the_setting_goes_again(machine: Path) -> None:
    done = installed(machine)
    assert done.returncode == 0, done.stderr
    assert (machine / "found").read_text(encoding="utf-8") == "create_main_cluster = false\n"
    assert not (machine / "etc" / "createcluster.conf").exists(), "PostgreSQL of who installs it later makes its cluster as always"
    assert (machine / "venv" / "postgresql").exists()


def test_the_setting_goes_again_when_the_installation_fails(machine: Path) -> None:
    (machine / "fails").touch()
    done = installed(machine)
    assert done.returncode != 0
    assert "sudo apt-get install" in done.stdout
    assert (machine / "found").read_text(encoding="utf-8") == "create_main_cluster = false\n"
    assert not (machine / "etc" / "createcluster.conf").exists()


@pytest.mark.parametrize("fails", [False, True])
def test_a_setting_that_was_there_stays(machine: Path, fails: bool) -> None:
    (machine / "etc").mkdir()
    (machine / "etc" / "createcluster.conf").write_text("data_directory = '/srv'\n", encoding="utf-8")
    if fails:
        (machine / "fails").touch()
    assert (installed(machine).returncode != 0) == fails
    assert (machine / "etc" / "createcluster.conf").read_text(encoding="utf-8") == "data_directory = '/srv'\n"


def test_nothing_is_installed_where_it_is_there(machine: Path) -> None:
    (machine / "there").touch()
    assert installed(machine).returncode == 0
    assert not (machine / "found").exists()
    assert not (machine / "etc").exists()
