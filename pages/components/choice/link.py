"""The link is the state: every choice stands in the URL as an id from a closed list, and travels from page to page.

A value that is not on its list never reaches the rest of the program: it falls back to the default, with a line that says so. `bind=` of
Streamlit's widgets is not used because it writes the words of an option into the link, and drops what it does not know in silence.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal
from urllib.parse import urlencode, urlsplit

import streamlit as st

TRAVELS = ("gemeente", "vergelijk", "groep", "snapshot")
"""Choices that are kept when the reader goes to another page; the others belong to their page."""

_MEMORY, _PAGE, _NOTICES, _SHOWN = "_choices", "_page", "_notices", "_shown"


def arrive(page: str) -> None:
    """To be called once a run, before the page: brings the travelling choices along when the reader has changed pages."""
    begin()
    memory = st.session_state.setdefault(_MEMORY, {})
    if st.session_state.get(_PAGE, page) != page:
        for name in TRAVELS:
            if name in memory and name not in st.query_params:
                st.query_params[name] = memory[name]
    st.session_state[_PAGE] = page


def begin() -> None:
    """To be called at the start of every run of a page: what was said about the link before is forgotten."""
    st.session_state[_NOTICES] = []


def notices() -> list[str]:
    """What had to be said about the link in this run."""
    return list(dict.fromkeys(st.session_state.get(_NOTICES, [])))


def read(
    name: str, allowed: Sequence[str] | Mapping[str, object], default: str | None, explain: Callable[[str], str] | None = None
) -> str | None:
    """The value of a parameter, or the default where it is absent, unknown or given more than once.

    `explain` may turn an unknown value of a well-formed kind into a sentence of its own (a known municipality that is no midsize city).
    """
    given = st.query_params.get_all(name)
    value = default
    if len(given) > 1:
        _notice(f"De link noemt ‘{name}’ meer dan eens. We tonen de standaardkeuze.")
    elif given and given[0] != "":
        if given[0] in allowed:
            value = given[0]
        else:
            _notice((explain and explain(given[0])) or f"De link bevat een onbekende waarde voor ‘{name}’. We tonen de standaardkeuze.")
    memory = st.session_state.setdefault(_MEMORY, {})
    if name in TRAVELS:
        if value is None or value == default:
            memory.pop(name, None)
        else:
            memory[name] = value
    return value


def read_many(name: str, allowed: Sequence[str] | Mapping[str, object], default: Sequence[str], most: int) -> list[str]:
    """The values of a parameter written as `a.b.c`, in the order of the link; unknown ones are left out with a line."""
    given = st.query_params.get_all(name)
    if not given:
        return list(default)
    asked = [part for text in given for part in text.split(".") if part]
    known = list(dict.fromkeys(part for part in asked if part in allowed))
    if len(known) < len(set(asked)):
        _notice(f"De link noemt voor ‘{name}’ iets wat we niet kennen; dat is weggelaten.")
    if len(known) > most:
        _notice(f"De link noemt voor ‘{name}’ meer dan {most} keuzes; we tonen de eerste {most}.")
    if name in TRAVELS:
        st.session_state.setdefault(_MEMORY, {})[name] = ".".join(known[:most])
    return known[:most]


def write(name: str, value: str | Sequence[str] | None, default: str | None = None) -> None:
    """Put a choice in the link, or take it out when it is the default."""
    text = value if isinstance(value, str) or value is None else ".".join(value)
    if text is None or text == default or text == "":
        if name in st.query_params:
            del st.query_params[name]
        st.session_state.setdefault(_MEMORY, {}).pop(name, None)
    else:
        st.query_params[name] = text


def write_all(choices: Mapping[str, str | None]) -> None:
    """Put several choices in the link at once, or take them out (None): one step for the Back button, where `write` would make one of each."""
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in choices}
    memory = st.session_state.setdefault(_MEMORY, {})
    for name, value in choices.items():
        if value is None:
            memory.pop(name, None)
    st.query_params.from_dict({**kept, **{name: [value] for name, value in choices.items() if value is not None}})


def select(
    label: str,
    name: str,
    options: Mapping[str, str],
    default: str | None,
    *,
    width: int | Literal["stretch"] = "stretch",
    placeholder: str = "",
    explain: Callable[[str], str] | None = None,
    never: str | None = None,
) -> str | None:
    """A select box whose value is the parameter `name`. With default None it may be empty. `never` is an option that gives the default."""
    current = read(name, [o for o in options if o != never], default, explain)
    key = f"keuze_{name}"
    _show(key, current, tuple(options.items()), None if default is None else next(iter(options), None))

    def changed() -> None:
        write(name, st.session_state[key], default)

    st.selectbox(
        label,
        list(options),
        format_func=lambda o: options.get(o, o),
        key=key,
        index=None if default is None else 0,
        placeholder=placeholder or None,
        on_change=changed,
        width=width,
        filter_mode="contains",
    )
    return current


def _show(key: str, value: object, options: tuple[object, ...], first: object) -> None:
    """Put a value in the widget that comes next, unless the widget shows it already; a new widget shows `first` by itself.

    A widget whose value has been put there is another message, so that its whole list of options would travel again with every choice.
    """
    shown = st.session_state.setdefault(_SHOWN, {})
    now = (st.session_state.get(_PAGE), options)
    # A widget of the same key on another page is another widget, and one that was away has forgotten what it showed.
    known = key in st.session_state
    if (known and shown.get(key) != now) or (st.session_state[key] if known else first) != value:
        st.session_state[key] = value
    shown[key] = now


def multiselect(label: str, name: str, options: Mapping[str, str], default: Sequence[str], *, most: int, none: str) -> list[str]:
    """A box for several values of the parameter `name`, written as `a.b.c` in the link.

    The default is an example and not the reader's: the first choice of one's own takes its place.
    """
    current = read_many(name, options, default, most)
    key = f"keuze_{name}"
    _show(key, current, tuple(options.items()), [])

    def changed() -> None:
        picked = st.session_state[key]
        own = [item for item in picked if item not in default]
        if name not in st.query_params and own and len(picked) == len(own) + len(default):
            picked = own
        write(name, picked if picked != list(default) else None)
        if not picked:
            st.query_params[name] = "."

    st.multiselect(
        label,
        list(options),
        format_func=lambda o: options.get(o, o),
        key=key,
        on_change=changed,
        placeholder=none,
        max_selections=most,
        filter_mode="contains",
        select_all=False,  # its words are English
    )
    return current


def slider(label: str, name: str, options: Sequence[str], current: str, default: str) -> None:
    """A slider over the values of the parameter `name`, for the box that has read it already and found `current`."""
    key = f"schuif_{name}"
    _show(key, current, tuple(options), next(iter(options), None))

    def changed() -> None:
        write(name, st.session_state[key], default)

    st.select_slider(label, options, key=key, on_change=changed)


def toggle(label: str, name: str) -> bool:
    """A switch that is off unless the link says `aan`."""
    key = f"knop_{name}"
    _show(key, read(name, ("aan",), None) == "aan", (), False)

    def changed() -> None:
        write(name, "aan" if st.session_state[key] else None)

    return st.toggle(label, key=key, on_change=changed)


def year_range(label: str, first: int, last: int, default: tuple[int, int], known: tuple[int, int] | None = None) -> tuple[int, int]:
    """A slider for a stretch of years, written as `van` and `tot` in the link.

    `known` are the years a link may name, where that is more than this choice has: such a link is then kept within what the choice has.
    """
    begin, end = known or (first, last)
    years = {str(y): y for y in range(begin, end + 1)}
    start, end = int(read("van", years, str(default[0])) or default[0]), int(read("tot", years, str(default[1])) or default[1])
    if start > end:
        _notice(f"De link noemt jaren in de verkeerde volgorde; we tonen {end} tot en met {start}.")
        start, end = end, start
    asked, (start, end) = (start, end), (min(max(year, first), last) for year in (start, end))
    if asked != (start, end) and any(name in st.query_params for name in ("van", "tot")):
        shown = f"{start} tot en met {end}" if start < end else f"alleen {start}"
        _notice(f"Deze keuze heeft rijen van {first} tot en met {last}. De link vraagt {asked[0]} tot en met {asked[1]}; we tonen {shown}.")
    st.session_state["keuze_jaren"] = (start, end)

    def changed() -> None:
        a, b = st.session_state["keuze_jaren"]
        write("van", str(a), str(default[0]))
        write("tot", str(b), str(default[1]))

    st.slider(label, first, last, key="keuze_jaren", on_change=changed)
    return start, end


def address(choices: Mapping[str, str]) -> str:
    """The link to this page with these choices, written out in full: what is a default today may be another one tomorrow."""
    page = str(st.context.url or "").split("?")[0]
    return f"{page}?{urlencode(choices)}" if page else ""


def here() -> str:
    """The link to this page as it stands; empty where the server does not know its own address."""
    page = str(st.context.url or "").split("?")[0]
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    return f"{page}{'?' if asked else ''}{urlencode(asked, doseq=True)}" if page else ""


def base() -> str:
    """The address of the app itself, with a slash at its end; empty where the server does not know it."""
    url = urlsplit(str(st.context.url or ""))
    folder = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{url.scheme}://{url.netloc}/{folder + '/' if folder else ''}" if url.netloc else ""


def say(text: str) -> None:
    """A line above the page about the link."""
    _notice(text)


def _notice(text: str) -> None:
    st.session_state.setdefault(_NOTICES, []).append(text)
