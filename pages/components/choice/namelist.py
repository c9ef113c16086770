"""A list of places as somebody pastes it, names or codes, turned into the codes of today's municipalities and provinces. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from etl import geography
from etl.regions import sort_key
from etl.store import COUNTRY, Store
from pages.components.wording import dutch

LONGEST = 12_000
"""Characters of a list that are read: all municipalities of the country fit twice."""
_MOST_SAID = 6
_AROUND = " \"'’."
_SHORTEST = 4
"""Letters of the beginning of a name that may stand for the whole of it."""


@dataclass(frozen=True)
class Found:
    """The codes found, each once, in the order of the list; and a sentence for everything that is not simply there under its own name."""

    codes: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class _Register:
    """What a word may stand for: `now` names of today, `spoken` what people call them otherwise, `bare` the names of today without what
    stands in brackets, `before` names and codes of the past."""

    names: Mapping[str, str]
    now: Mapping[str, str]
    spoken: Mapping[str, str]
    bare: Mapping[str, tuple[str, ...]]
    before: Mapping[str, tuple[str, ...]]


def find(store: Store, text: str) -> Found:
    """The places named in a text, one per line or with commas, semicolons or tabs between them."""
    register = _register(store)
    codes: dict[str, None] = {}
    moved: dict[str, None] = {}
    read: dict[str, None] = {}
    twofold: dict[str, None] = {}
    doubtful: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for word in _words(register, text[:LONGEST]):
        heirs, old = _meant(register, word)
        if not heirs and (begun := _begun(register, word)):
            heirs, old = begun, False
            if len(begun) == 1:
                read[f"{word[:40]} is gelezen als {register.names[begun[0]]}"] = None
        if not heirs:
            unknown[f"{word[:40]}{_nearest(register, word)}"] = None
        elif len(heirs) > 1:
            names = dutch.listing([register.names[h] for h in heirs])
            doubtful[f"{word[:40]} ({f'is verdeeld over {names}' if old else f'er zijn er meer: {names}'})"] = None
        else:
            codes[heirs[0]] = None
            if old:
                moved[f"{word[:40]} hoort nu bij {register.names[heirs[0]]}"] = None
            elif f"{folded(word)} provincie" in register.now and heirs[0].startswith("GM"):
                twofold[word[:40]] = None
    said = [
        _sentence("", moved),
        _sentence("", read),
        _twofold(twofold),
        _sentence("Noem zelf welke u bedoelt: ", doubtful),
        _sentence("Niet gevonden: ", unknown),
    ]
    if len(text) > LONGEST:
        said.append(f"De lijst is te lang; alleen de eerste {dutch.number(LONGEST, 0)} tekens zijn gelezen.")
    return Found(tuple(codes), tuple(filter(None, said)))


def named(store: Store, word: str) -> tuple[str, ...]:
    """Every municipality and province of today, and the country, that goes by a name or code, whatever its capitals and accents."""
    register, plain = _register(store), folded(word)
    code = word.strip().upper()
    if code in register.names:
        return (code,)
    found = (register.now.get(plain), register.spoken.get(plain), register.now.get(f"{plain} provincie"), *register.bare.get(plain, ()))
    return tuple(dict.fromkeys(one for one in found if one is not None and one in register.names))


def _words(register: _Register, text: str) -> Iterator[str]:
    """The names and codes in a text. A comma parts them, but where the whole line is one name (Hoogeloon, Hapert en Casteren)."""
    for line in (part.strip(_AROUND) for part in re.split(r"[\n\r;\t|]+", text)):
        if "," in line and not _meant(register, line)[0]:
            yield from filter(None, (part.strip(_AROUND) for part in line.split(",")))
        elif line:
            yield line


def _sentence(start: str, items: Iterable[str]) -> str:
    """The items in a sentence, the first few by name; empty for none."""
    known = list(items)
    if not known:
        return ""
    more = [f"nog {len(known) - _MOST_SAID}"] if len(known) > _MOST_SAID else []
    return f"{start}{dutch.listing([*known[:_MOST_SAID], *more])}."


def _twofold(words: Iterable[str]) -> str:
    """Says of names that a municipality and a province share which of the two was taken."""
    known = list(words)
    if not known:
        return ""
    said = f"{dutch.listing(known)} is gelezen als de gemeente" if len(known) == 1 else f"{dutch.listing(known)} zijn gelezen als gemeenten"
    return f"{said}. Bedoelt u de provincie? Schrijf dan: provincie {known[0]}."


def _begun(register: _Register, word: str) -> tuple[str, ...]:
    """The municipalities of which a word is the beginning, in whole words: Horst for Horst aan de Maas."""
    plain = folded(word)
    if len(plain) < _SHORTEST:
        return ()
    return tuple(code for key, code in register.now.items() if code.startswith("GM") and key.startswith(f"{plain} "))


def _meant(register: _Register, word: str) -> tuple[tuple[str, ...], bool]:
    """The codes a word stands for, and whether it is a name or code of the past. None, one, or several where it does not say which."""
    code = re.fullmatch(r"(GM|PV|NL)?0*(\d{1,4})", word.upper())
    if code and code[2].isascii():
        kind, number = code[1] or "GM", int(code[2])
        made = f"{kind}{number:04d}" if kind == "GM" else f"{kind}{number:02d}"
        return ((made,), False) if made in register.names else (register.before.get(made, ()), True)
    plain, kind = folded(word), ""
    if found := re.match(r"(gemeente|provincie) (.+)|(.+) (gemeente|provincie|gm|pv)$", plain):
        plain, kind = _bare(found[2] or found[3]), (found[1] or found[4])[0]
    if kind == "p" and f"{plain} provincie" in register.now:
        return (register.now[f"{plain} provincie"],), False
    for written in _spellings(plain):
        for known in (register.now, register.spoken):
            if written in known and known[written] in register.names:
                return (known[written],), False
    if plain in register.bare:
        return register.bare[plain], False
    if f"{plain} provincie" in register.now:
        return (register.now[f"{plain} provincie"],), False
    return register.before.get(plain, ()), True


def _spellings(plain: str) -> Iterator[str]:
    """A key, and how the register would write it: `a/d` is `aan de` or `aan den`, and `St.` is `Sint`."""
    yield plain
    whole = re.sub(r"^st(?= )", "sint", plain)
    for article in ("aan den", "aan de"):
        yield re.sub(r"\b(a d|ad|aan de|aan den)\b", article, whole)


def _nearest(register: _Register, word: str) -> str:
    """` (bedoelt u Zeist?)` for the name that looks most like a word; empty where none does."""
    close = get_close_matches(folded(word), list(register.now), n=1, cutoff=0.75)
    return f" (bedoelt u {register.names[register.now[close[0]]]}?)" if close else ""


def folded(name: str) -> str:
    """A name as it is compared: no capitals, accents, signs, or the article of `'s-Gravenhage` and `'t Harde`."""
    return _bare(re.sub(r"[^a-z0-9]+", " ", sort_key(name)).strip())


def _bare(key: str) -> str:
    """A key without the article it may begin with."""
    return re.sub(r"^[st] ", "", key)


@lru_cache(maxsize=4)
def _register(store: Store) -> _Register:
    everyone = store.cities(midsize=False)
    provinces = {code: store.name(code) for code in store.region_codes if code.startswith("PV")}
    names = {COUNTRY: store.name(COUNTRY), **provinces, **{c.code: c.name for c in everyone}}
    now = {**{f"{folded(name)} provincie": code for code, name in provinces.items()}, **{folded(c.name): c.code for c in everyone}}
    spoken = {folded(name): code for name, code in geography.other_names().items() if code in names}
    bare: dict[str, tuple[str, ...]] = {}
    before: dict[str, tuple[str, ...]] = {}
    for city in everyone:
        if "(" in city.name:
            short = folded(city.name.split("(")[0])
            bare[short] = (*bare.get(short, ()), city.code)
        for line in filter(None, city.predecessors.split("; ")):
            code, rest = line.split(" ", 1)
            for key in (code, folded(rest.rsplit(" ", 1)[0])):
                before[key] = tuple(dict.fromkeys((*before.get(key, ()), city.code)))
    return _Register(names, now, spoken, bare, before)
