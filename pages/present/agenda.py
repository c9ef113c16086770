"""Kennisagenda: a meeting in which the room answers the questions of the source on their phones, and goes home with the result."""

from agenda.problems import Away
from pages.components.choice import link, opened
from pages.components.meetings import desk, meeting
from pages.components.pictures import parts
from pages.components.shell import style

held = opened.held()
try:
    led = desk.meeting()
except Away as problem:
    parts.title("Kennisagenda", "De antwoorden zijn nu niet te lezen")
    style.empty("De opslag is niet bereikbaar", f"{problem} Ververs deze pagina om het opnieuw te proberen.")
else:
    UNKNOWN = "De beheerlink is onbekend, of de sessie is al verwijderd."
    NO_COOKIE = "Deze browser bewaart geen cookies. Zonder kunt u geen sessie leiden; zet ze voor deze site aan."
    arrived = link.read("beheer", ("open", "onbekend"), None)
    link.write("beheer", None)
    if led:
        meeting.led(led)
    else:
        if arrived == "open":
            link.say(NO_COOKIE)
        elif arrived or desk.token():
            link.say(UNKNOWN)
        meeting.first(held)
