"""Whether phones can reach an address, and what a presenter is told where they cannot."""

import re

import pytest

from pages.components.choice import link, reach


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8501/x", True),
        ("http://127.8.0.1/", True),
        ("http://localhost/x", True),
        ("http://zaal.localhost:8501/", True),
        ("http://[::1]:1/", True),
        ("http://0.0.0.0:8501/", True),
        ("https://monitor.example/x", False),
        ("http://localhost.example/", False),
        ("http://192.168.1.4:8501/", False),
        ("", False),
    ],
)
def test_an_address_that_no_phone_can_reach_is_known(url: str, here: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reach.only_here(url) is here
    monkeypatch.setattr(link, "base", lambda: url)
    assert reach.alone() is here
    assert reach.base() == ("" if here else url)


@pytest.mark.parametrize(("bound", "restart"), [("127.0.0.1", True), ("0.0.0.0", False), (None, False)])
def test_the_advice_says_how_to_start_it_only_where_that_is_needed(
    bound: str | None, restart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "base", lambda: "http://127.0.0.1:8517/")
    monkeypatch.setattr(reach.st, "get_option", lambda name: bound)
    monkeypatch.setattr(reach, "_own_address", lambda: "192.168.7.9")
    said = reach.advice()
    assert ("make run ADDRESS=0.0.0.0" in said) is restart
    assert "http://192.168.7.9:8517." in said
    monkeypatch.setattr(reach, "_own_address", lambda: "")
    assert "het adres van deze computer in het netwerk" in reach.advice()


def test_the_address_of_this_computer_is_one_that_others_can_use() -> None:
    own = reach._own_address()
    assert own == "" or re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}", own)
    assert not reach.only_here(f"http://{own}")
