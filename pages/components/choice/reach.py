"""Whether a phone in the room can reach the address the monitor is opened at, and what a presenter does where it cannot."""

import ipaddress
import socket
from urllib.parse import urlsplit

import streamlit as st

from pages.components.choice import link

_EXAMPLE = "het adres van deze computer in het netwerk, bijvoorbeeld http://192.168.1.20:8501"


def only_here(url: str) -> bool:
    """Whether an address works on this computer alone, so that no phone can reach it."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def alone() -> bool:
    """Whether this visitor has the monitor open at an address that works on this computer alone."""
    return only_here(link.base())


def base() -> str:
    """The address of the app for a QR code, with a slash at its end; empty where a phone could do nothing with it."""
    return "" if alone() else link.base()


def advice() -> str:
    """What a presenter does to let phones in, in words; for an address that is `alone`."""
    parts = urlsplit(link.base())
    bound = str(st.get_option("server.address") or "")
    everywhere = not bound or bound in ("0.0.0.0", "::")  # noqa: S104 - a comparison
    there = f"{parts.scheme}://{own}:{parts.port or 80}" if (own := _own_address()) else _EXAMPLE
    start = (
        "Open de monitor in plaats daarvan op" if everywhere else "Stop de monitor, start hem met: make run ADDRESS=0.0.0.0, en open hem op"
    )
    return f"{start} {there}. De telefoons moeten op hetzelfde netwerk zitten."


def _own_address() -> str:
    """The address of this computer in its network; empty where it is in none. Nothing is sent: a datagram socket only looks up its way out."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation
            found = str(probe.getsockname()[0])
    except OSError:
        return ""
    return "" if only_here(f"http://{found}") else found
