"""The pieces of the page about positions: the rule asked again, its sentences, the map of the region, and who switches."""

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from etl.store import City, Store
from etl.typology import Inputs, Thresholds, classify, explain
from pages.components.choice import link
from pages.components.pictures import drawing, parts
from pages.components.sections import region
from pages.components.shell import menu, style
from pages.components.wording import dutch, positionwords
from pages.components.wording.positionwords import Told

_LAST = "_position_city"
TITLES = {
    1: "{name} ligt nabij een grotere stad",
    2: "{name} ligt in een polycentrische regio",
    3: "{name} is het centrum van een eigen regio",
}


@dataclass(frozen=True)
class Answer:
    """What the rule says with some thresholds, for every municipality: worked out in one go from the snapshot's own inputs."""

    store: Store
    given: Inputs
    limits: Thresholds

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of every municipality by its code; with the official thresholds, people may have overruled the rule."""
        found = dict(zip(self.given.judged, classify(self.given, self.limits).tolist(), strict=True))
        if self.limits == self.store.definitions.rule.limits:
            found |= {c.code: c.position for c in self.store.cities() if c.position}
        return found

    @cached_property
    def official(self) -> dict[str, int]:
        """The same with the official thresholds."""
        found = dict(zip(self.given.judged, classify(self.given, self.store.definitions.rule.limits).tolist(), strict=True))
        return found | {c.code: c.position for c in self.store.cities() if c.position}

    def told(self, code: str) -> Told:
        """The numbers of one municipality under these thresholds; with the official ones, how firm they are as well."""
        now: Told = {str(k): v for k, v in explain(self.given.only((code,)), self.limits).iloc[0].items()}
        official = self.store.position(code) or {}
        return {
            **official,
            **now,
            "position": now["rule_position"]
            if self.limits != self.store.definitions.rule.limits
            else official.get("position", now["rule_position"]),
        }


def ask(store: Store, limits: Thresholds) -> Answer | None:
    """The rule asked again; None where the snapshot does not hold what it needs."""
    given = store.rule_inputs
    return Answer(store, given, limits) if given is not None else None


def looked_at(store: Store, mine: str | None) -> str | None:
    """The municipality the page is about: another one named in the link, or my city."""
    # Who chooses another city wants to see that one, not the municipality looked at before.
    if st.session_state.get(_LAST, mine) != mine:
        link.write("bekijk", None)
    st.session_state[_LAST] = mine
    everyone = {c.code: c.name for c in store.cities(midsize=False)}
    return link.read("bekijk", everyone, None) or mine


def other_city(store: Store) -> None:
    """The box to look at any other municipality."""
    everyone = {c.code: c.name for c in store.cities(midsize=False)}
    link.select("Bekijk een andere gemeente", "bekijk", everyone, None, width=320, placeholder="Typ een naam")


def head(store: Store, told: Told, moved: list[str]) -> None:
    """The finding, and how firm it is."""
    rule = store.definitions.rule
    name = store.name(told["region"])
    city = store.city(told["region"])
    left, right = st.columns([58, 42], gap="large", vertical_alignment="bottom")
    with left:
        parts.title("Positie in de regio", TITLES[int(told["position"])].format(name=name))
        if not city.midsize:
            style.text(
                "small", f"{name} is geen lid van G40 of M50. De regel geeft haar een positie, maar de monitor vergelijkt haar niet."
            )
    with right:
        if moved:
            also = f"; officieel is het positie {city.position}" if city.midsize and city.position != told["position"] else ""
            style.text("lead", f"Met uw eigen drempels{also}.")
        elif city.midsize:
            said = positionwords.firmness(told, rule)
            style.text("lead", said, strong=said.split(".")[0])
    said = "" if moved else positionwords.override(told)
    if said:
        style.notice(said)


def sentences(store: Store, told: Told, limits: Thresholds, moved: list[str]) -> None:
    """The four sentences with the numbers of the city, what lies beyond the border, and where the numbers come from."""
    st.subheader("De vier zinnen van de regel" + (", met uw drempels" if moved else ""), anchor=False)
    style.bullets(positionwords.filled(store, told, limits), numbered=True)
    beyond = positionwords.abroad(told)
    if beyond:
        style.text("small", beyond, strong="Over de grens")
    rule = store.definitions.rule
    if not moved and store.city(told["region"]).midsize:
        style.text("small", positionwords.margin(told, rule), strong="Marge:")
    style.text("source", f"Bron: CBS, tabel {rule.commuting_table} (pendel) en 83502NED (kernen, 1 januari 2021). {rule.commuting_caution}")


def region_map(store: Store, given: Inputs, limits: Thresholds, code: str) -> None:
    """The map around a city, with its words."""
    name = store.name(code)
    rule = store.definitions.rule
    said = drawing.Words(
        f"Wie naar {name} komt, en waar {name} heen gaat",
        f"Rode rand: {name}. Vlakken: deel van de werkenden van die gemeente dat naar {name} komt (grijs: te weinig om te tellen). Percentages bij lijnen: deel van de werkende inwoners van {name} "
        "dat naar die stad gaat (vaste lijn: telt mee; stippellijn: net niet).",
        f"{region.circles_words(store, given, limits, code)} Lijnen: blauw naar een grotere stad, groen naar een partner. Open vierkant: stad over "
        f"de grens, telt niet mee. Bron: CBS, tabel {rule.commuting_table}; grenzen: CBS/Kadaster (CC BY 4.0).",
    )
    clicked = drawing.figure(region.spec(store, given, limits, code, parts.map_source()), key="kaart_regio", clickable=True, words=said)
    if clicked and clicked != code:
        link.write("bekijk", clicked)
        st.rerun()


def comparable(store: Store, city: City) -> None:
    """The ten cities most like mine, whatever their position, and the way to compare with them."""
    shown = region.alike(store, city.code)
    if shown.empty:
        style.empty("Geen vergelijkbare steden", "De cijfers waarmee we steden vergelijken zitten niet in deze momentopname.")
        return
    figures = [i.title for i in store.indicators() if i.id in {own.indicator for own in store.definitions.likeness}]
    style.text(
        "small",
        f"Positie zegt waar een stad ligt; deze lijst zegt op wie {city.name} lijkt. We vergelijken {dutch.count(len(figures), 'cijfer', 'cijfers')}, elk geteld vanaf het gemiddelde van de middelgrote steden in stappen van hun eigen spreiding. "
        "Afstand 1 betekent: gemiddeld één stap verschil. Een cijfer dat een van beide steden mist, telt voor dat paar niet mee.",
    )
    widths = {"stad": 150, "positie": 84, "afstand": 76, "lijkt op elkaar": 420, "verschilt": 420}
    st.dataframe(
        shown,
        hide_index=True,
        key="vergelijkbaar",
        column_config={c: st.column_config.TextColumn(width=w) for c, w in widths.items()},
        alt=f"Tabel met de tien steden die het meest op {city.name} lijken",
    )
    st.page_link(
        menu.COMPARE, label=f"Vergelijk {city.name} met deze steden", query_params={"gemeente": city.code, "vergelijk": "vergelijkbaar"}
    )
    style.text("source", f"Vergeleken zijn: {', '.join(figures)}.")


def switches(store: Store, answer: Answer, moved: list[str]) -> None:
    """How many cities have each position now, and who has another than officially."""
    midsize = {c.code: c.name for c in store.cities()}
    now, official = answer.positions, answer.official
    counts = ", ".join(
        f"positie {p}: {sum(now[c] == p for c in midsize)} (officieel {sum(official[c] == p for c in midsize)})" for p in (1, 2, 3)
    )
    changed = [c for c in midsize if now[c] != official[c]]
    everyone = sum(now[c] != official[c] for c in now)
    if not moved:
        style.text("small", f"Dit zijn de officiële drempels. {counts[:1].upper()}{counts[1:]}.")
        return
    said = f"{dutch.count(len(changed), 'middelgrote stad wisselt', 'middelgrote steden wisselen')} van positie; van alle {len(now)} gemeenten {everyone}"
    style.text("sentence", f"{said[:1].upper()}{said[1:]}. {counts[:1].upper()}{counts[1:]}.")
    if changed:
        st.dataframe(
            [{"stad": midsize[c], "officieel": str(official[c]), "met deze drempels": str(now[c])} for c in changed],
            hide_index=True,
            key="wisselaars",
            alt="Tabel van de steden die van positie wisselen",
        )
