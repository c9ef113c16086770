"""A room of 200 phones on the real server, which is killed and started again in their midst: what was confirmed is in the export exactly once."""

import http.client
import io
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from agenda import export, store
from agenda.database import Database
from agenda.script import TOPIC, Script
from agenda.store import Agenda
from tests.agenda.phone import Phone, Reply

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PHONES = 200
QUESTIONS = ("economy.1", "governance.2", TOPIC)
DOWN = (ConnectionError, OSError, http.client.HTTPException)


class Server:
    """`streamlit run serve.py` on a port that stays the same when it is started again."""

    def __init__(self, url: str, log: Path):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.log, self.settings = log, {**os.environ, "DATABASE_URL": url}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(self.port), "--server.address", HOST]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.settings, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if Phone(HOST, self.port).get("/meedoen").status == 200:
                    return
            except DOWN:
                time.sleep(0.1)
        self.process.kill()
        pytest.fail(f"The server did not start. What it said:\n{self.log.read_text(errors='replace')[-2000:]}")

    def kill(self) -> None:
        """As when the power goes: no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def server(url: str, tmp_path: Path) -> Iterator[Server]:
    running = Server(url, tmp_path / "log.txt")
    yield running
    running.kill()


class Room:
    """What the phones did: what was confirmed to them, and how often they had to try again."""

    def __init__(self, port: int, code: str):
        self.port, self.code = port, code
        self.accepted: list[tuple[str, str]] = []
        self.chosen: Counter[tuple[str, str]] = Counter()
        self.retries, self.troubles = 0, list[str]()
        self.guard = threading.Lock()

    def until_received(self, ask: "object", wanted: int) -> Reply:
        """Ask again and again, as a person who presses the button again, until the server says that it has it."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                reply: Reply = ask()  # type: ignore[operator]
                if reply.status == wanted:
                    return reply
                if reply.status < 500:
                    raise AssertionError(f"{reply.status}: {reply.said() or reply.text[:200]}")
            except DOWN:
                pass
            with self.guard:
                self.retries += 1
            time.sleep(random.uniform(0.1, 0.5))
        raise AssertionError("not received within 90 seconds")

    def take_part(self, number: int) -> None:
        """One phone: join, three answers, a choice; a third of the forms is sent twice, as by a nervous thumb."""
        dice = random.Random(number)
        phone = Phone(HOST, self.port)
        try:
            time.sleep(dice.uniform(0, 6))
            self.until_received(lambda: phone.post(f"/meedoen/{self.code}"), 303)
            for n, question in enumerate(QUESTIONS):
                time.sleep(dice.uniform(0, 3))
                text = f"Antwoord {n} van telefoon {number}: =1+1 & <b>"
                fields = {"question": question, "text": text, "submission": f"phone-{number:04d}-form-{n:04d}"}
                for _ in range(1 + (dice.random() < 0.33)):
                    self.until_received(lambda fields=fields: phone.send(f"/meedoen/{self.code}/antwoord", fields), 200)  # type: ignore[misc]
                with self.guard:
                    self.accepted.append((question, text))
            pair = (dice.choice(["economy", "environment"]), dice.choice(["research", "circles"]))
            form = [("choice", ".".join(pair)), ("submission", f"phone-{number:04d}-choice")]
            self.until_received(lambda: phone.send(f"/meedoen/{self.code}/keuze", form), 200)
            with self.guard:
                self.chosen[pair] += 1
        except Exception as problem:
            with self.guard:
                self.troubles.append(f"phone {number}: {problem!r}")


def test_two_hundred_phones_lose_nothing_when_the_server_is_killed(url: str, server: Server, asked: Script) -> None:
    agenda = Agenda(Database(url))
    code, token = agenda.create("Tweehonderd", asked, 7)
    room = Room(server.port, code)
    phones = [threading.Thread(target=room.take_part, args=(number,)) for number in range(PHONES)]
    began = time.monotonic()
    for phone in phones:
        phone.start()
    while len(room.accepted) < PHONES * len(QUESTIONS) // 3 and time.monotonic() < began + 60:
        time.sleep(0.02)
    before = len(room.accepted)
    server.kill()
    server.start()
    for phone in phones:
        phone.join(120)
    assert room.troubles == []
    assert 0 < before < len(room.accepted) == PHONES * len(QUESTIONS), "the server went down in their midst"
    assert room.retries > 0
    assert time.monotonic() - began < 120, "the restart and a busy machine counted"
    seen = agenda.overview(token)
    assert Counter((e.question, e.text) for e in seen.entries) == Counter(room.accepted)
    assert (seen.answered, seen.choices) == (PHONES, dict(room.chosen))
    rows = openpyxl.load_workbook(io.BytesIO(export.workbook(seen, store.now())))["Antwoorden"].iter_rows(min_row=2, values_only=True)
    asked_as = {question.id: question.text for question in asked.questions()}
    assert Counter((row[2], row[3]) for row in rows) == Counter((asked_as[question], text) for question, text in room.accepted)
    agenda.database.close()
