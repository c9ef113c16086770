"""Who may come in at the door of the agenda, and how fast: limits by address and by key, and forms of our own pages only."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from agenda.problems import Refused

MOST_BYTES = 16_000
MOST_FIELDS = 60


class Limiter(Protocol):
    """Counts what a caller does: 0, or the seconds it must wait. `waiting` says the same and counts nothing."""

    def wait(self, caller: str) -> int: ...

    def waiting(self, caller: str) -> int: ...


@dataclass(frozen=True)
class Limits:
    """How much a minute. All phones in a room share one address, so only what is no answer is counted by address: wrong codes and links,
    and phones that join."""

    wrong: Limiter
    joining: Limiter
    of_participant: Limiter
    of_meeting: Limiter


class Slow(Refused):
    """Too much at once."""


class Elsewhere(Refused):
    """A form that another site sent."""


class Gate:
    """What must wait. Every refusal is a `Slow` that says how long."""

    def __init__(self, limits: Limits):
        self.limits = limits

    def slow_down(self, limiter: Limiter, who: str) -> None:
        """Count one more thing of this caller or key."""
        wait = limiter.wait(who)
        if wait:
            raise Slow(f"Het gaat nu te snel achter elkaar. Wacht {_seconds(wait)} en probeer het opnieuw.")

    def turn_away(self, request: Request) -> None:
        """Who comes without a key from where too many wrong codes came must wait, whether the code is right or not: an answer would tell
        which codes exist. Phones that take part already have a key and go on."""
        wait = self.limits.wrong.waiting(caller(request))
        if wait:
            raise Slow(f"Vanaf dit netwerk zijn te veel verkeerde codes ingevoerd. Wacht {_seconds(wait)} en probeer het opnieuw.")

    def count_wrong(self, request: Request) -> None:
        """One more wrong code or link. Only these are counted, whatever key came along: a room shares one address."""
        self.turn_away(request)
        self.limits.wrong.wait(caller(request))


def caller(request: Request) -> str:
    """The address a request comes from; of the new kind of addresses (IPv6) the half that one subscriber has to itself."""
    host = request.client.host if request.client else ""
    return ":".join(IPv6Address(host).exploded.split(":")[:4]) if _is_v6(host) else host


def _seconds(wait: int) -> str:
    return f"{wait} {'seconde' if wait == 1 else 'seconden'}"


def _is_v6(host: str) -> bool:
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True


def from_here(request: Request) -> bool:
    """Whether a request came from our own page, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return not origin or urlsplit(origin).netloc == request.headers.get("host")


async def fields(request: Request) -> Sequence[tuple[str, str]]:
    """The fields of a form. Raises `Refused` where it is larger than any of ours."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Refused("Dit formulier is te groot. Maak uw antwoord korter en verstuur het opnieuw.")
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused("Dit formulier is niet goed aangekomen. Ververs de pagina en verstuur het opnieuw.") from None
