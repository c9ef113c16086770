"""The presenter's desk: whose meeting this browser may lead, and where phones can join it."""

from urllib.parse import urlsplit

import segno
import streamlit as st

from agenda import store, web
from agenda.problems import Unknown
from agenda.views import Kept
from pages.components.choice import link
from pages.components.files import api

PER_MINUTE = 6
"""Meetings that may be made from one address; behind one proxy that is everybody together."""
_limit = api.Limit(PER_MINUTE)


def token() -> str:
    """The key of the presenter in this browser, or nothing. It came in a cookie that no script can read, and stands in no link."""
    found = st.context.cookies.get(web.PRESENTER)
    return found if isinstance(found, str) else ""


def meeting() -> Kept | None:
    """The meeting that this browser may lead; None without a key, and for one that opens nothing (any more). Raises `Away`."""
    key = token()
    try:
        return store.current().managed(key) if key else None
    except Unknown:
        return None


def wait() -> int:
    """Seconds until this address may make another meeting; 0 counts as one made."""
    caller = st.context.ip_address
    return _limit.wait(caller if isinstance(caller, str) else "")


def address(code: str) -> str:
    """Where a phone joins; empty where the server does not know its own address."""
    return f"{link.base()}meedoen/{code}" if link.base() else ""


def door(key: str) -> str:
    """The private link that gives a browser the presenter's key."""
    return f"{link.base()}kennisagenda/beheer/{key}"


def spoken(url: str) -> str:
    """An address as one reads it aloud: without `https://` and without the code."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rsplit('/', 1)[0]}"


def qr(url: str) -> str:
    """The address as a picture to scan, as a `data:` address of an SVG; made here, so no other host is asked."""
    return str(segno.make(url, error="m").svg_data_uri(dark="#23201b", light="#fffdf9", border=2, omitsize=True))
