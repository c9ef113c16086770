"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, thrown away afterwards.

PostgreSQL refuses to run as root. Where the tests do (a container), its programs run as the user that the Debian package made.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

HOST = "127.0.0.1"


def program(name: str) -> str:
    """The path of a program of PostgreSQL; Debian keeps them out of the search path."""
    found = shutil.which(name) or next(iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)), "")
    if not found:
        pytest.fail("The tests of the agenda need PostgreSQL; on Debian and Ubuntu: sudo apt-get install postgresql")
    return found


class Cluster:
    """A running server with one superuser, whose password nobody else has."""

    def __init__(self) -> None:
        # Not below the temporary folder of pytest: only its own user can pass through that one.
        self.home = Path(tempfile.mkdtemp(prefix="midsize-postgres-"))
        self.folder, self.password = self.home / "cluster", os.urandom(12).hex()
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        secret = self.home / "password"
        secret.write_text(self.password)
        self.folder.mkdir()
        if os.getuid() == 0:
            for path in (self.home, self.folder, secret):
                shutil.chown(path, "postgres", "postgres")
        common = ["--no-sync", "--auth=scram-sha-256", "--username=tester", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run(program("initdb"), "-D", str(self.folder), *common)
        self.start()

    def _run(self, *command: str) -> None:
        # The programs run as the package's own user where we are root.
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
        done = subprocess.run([*as_user, *command], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
        assert done.returncode == 0, done.stdout.decode(errors="replace")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-c listen_addresses={HOST} -p {self.port} -c unix_socket_directories= -c shared_buffers=32MB"
        log = self.folder / "log.txt"
        self._run(program("pg_ctl"), "-D", str(self.folder), "-w", "-t", "30", "-l", str(log), "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once, with whoever is connected."""
        self._run(program("pg_ctl"), "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def gone(self) -> None:
        """Stop the server and remove all of it."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database, as one writes it in DATABASE_URL."""
        return f"postgresql://tester:{quote(self.password)}@{HOST}:{self.port}/{name}"

    def empty(self, name: str) -> str:
        """A new database; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url(name)
