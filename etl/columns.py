"""What every column of a published file means, in Dutch, in one place: a name means the same thing in every file, address and package. Pure.

Only the files of a snapshot itself keep their own short names (`etl.carry.COLUMNS`); `RENAMED` says under which name each is published.
"""

from collections.abc import Mapping

FIGURES = {
    "region_code": "Code van het CBS: GM is een gemeente, PV een provincie, NL01 is Nederland.",
    "region": "Naam van de gemeente, op de indeling van nu, of van de provincie of het land.",
    "position": "Positie in de regio: 1 nabij een grotere stad, 2 in een polycentrische regio, 3 centrum van een eigen regio.",
    "indicator": "Vaste naam van het cijfer; de betekenis staat in het codeboek.",
    "title": "Titel van het cijfer.",
    "year": "Jaar; waar het voor staat, verschilt per cijfer (zie het codeboek).",
    "value": "De waarde, niet afgerond; leeg waar er geen cijfer is.",
    "unit": "Eenheid van de waarde.",
    "decimals": "Hoeveel decimalen de monitor toont; onder nul: afgerond op tientallen, honderdtallen of duizendtallen.",
    "status": "Stand van het cijfer: definitief (final), voorlopig (provisional), nader voorlopig (revised), geschat (estimated), "
    "niet vermeld door de bron (not_stated) of prognose (forecast).",
    "missing": "Waarom er geen cijfer is; leeg waar er een is.",
    "borders": "De gemeente zoals de bron haar in dat jaar gaf (as_published); de hele reeks op de gemeenten van nu, door de bron of door ons "
    "(current; zie gemeentegrenzen in het codeboek); of door ons samengenomen tot de gemeente van nu, volgens rule (merged).",
    "rule": "Hoe cijfers van samengegane gemeenten zijn samengenomen.",
    "break": "Waarom dit cijfer niet te vergelijken is met het vorige van dezelfde gemeente: een andere telling, een andere tabel of een ander "
    "gebied.",
    "low": "Ondergrens; waarvoor staat in bounds. Leeg waar er geen grens bekend is.",
    "high": "Bovengrens; waarvoor staat in bounds. Leeg waar er geen grens bekend is.",
    "bounds": "Waar low en high van komen: alleen de afronding bij de bron, niet de onzekerheid van een schatting (rounding), of de marge van "
    "95 procent die een enquête zelf geeft (survey).",
    "table": "Tabel van het CBS, of gegevensbestand, waar het cijfer uit komt.",
    "measure": "Hoe het cijfer is gemaakt van de onderwerpen van die tabel.",
    "borderline": "Waar (true) als de stad met net andere drempels een andere positie kreeg; leeg zonder positie.",
    "snapshot": "Momentopname van de monitor waar het cijfer uit komt.",
}
"""Columns of rows with figures."""

_POINT = "van de grootste kern, in meters in het stelsel van de Rijksdriehoeksmeting (EPSG:28992)"
_PLACES = {
    "level": "Soort gebied: gemeente (municipality), provincie (province) of land (country).",
    "province": "Naam van de provincie waar de gemeente in ligt; leeg voor provincie en land.",
    "corop": "COROP-gebied waar de gemeente in ligt.",
    "labour_region": "Arbeidsmarktregio waar de gemeente in ligt.",
    "networks": "Lidmaatschap van stedennetwerken, met begin en eind; het eind ontbreekt waar het lidmaatschap doorloopt.",
    "midsize": "Waar (true) als de gemeente een middelgrote stad is: nu lid van G40 of M50.",
    "core": "Naam van de grootste kern: de woonplaats met de meeste inwoners.",
    "core_x": f"X-coördinaat {_POINT}.",
    "core_y": f"Y-coördinaat {_POINT}.",
    "valid_from": "Dag waarop de gemeente in haar huidige vorm begon.",
    "valid_to": "Dag waarop de gemeente ophield; leeg zolang zij bestaat.",
    "predecessors": "Gemeenten die in deze zijn opgegaan: code, naam en dag.",
}
_RULE = {
    "rule_position": "Positie volgens de regel alleen, ook waar iemand haar heeft gewijzigd.",
    "larger_city": "Code van de grotere stad die het meeste werk trekt; leeg waar er geen in beeld is.",
    "larger_km": "Afstand tot die stad in kilometers, van kern tot kern in een rechte lijn.",
    "larger_share": "Deel (0–1) van de banen van inwoners dat in die stad is.",
    "larger_core": "Inwoners van de grootste kern van die stad.",
    "larger_cities": "Hoeveel steden als grotere stad tellen.",
    "partner_city": "Code van de stad die een partner is, of daar het dichtst bij komt.",
    "partner_km": "Afstand tot die stad in kilometers, van kern tot kern in een rechte lijn.",
    "partner_reach_km": "Hoe ver een partner van deze grootte mag liggen, in kilometers.",
    "partner_core": "Inwoners van de grootste kern van die stad.",
    "partner_share": "Deel (0–1) van de banen van inwoners dat in die stad is.",
    "partner_back": "Deel (0–1) van de banen van inwoners van die stad dat in deze gemeente is.",
    "partner_draw": "Banen in die stad per baan van haar inwoners.",
    "partner_cities": "Hoeveel steden als partner tellen.",
    "core_inhabitants": "Inwoners van de grootste kern.",
    "draw": "Banen in de gemeente per baan van haar inwoners; 0 waar niemand werkt.",
    "own_share": "Deel (0–1) van de banen van inwoners dat in de gemeente zelf is.",
    "margin": "Kleinste wijziging van één drempel, als deel van de drempel, die de positie verandert; leeg waar geen dat doet.",
    "margin_threshold": "Naam van die drempel.",
    "margin_value": "Waarde van die drempel waarbij de positie verandert.",
    "margin_position": "Positie die de gemeente dan krijgt.",
    "abroad_city": "Stad over de grens die de positie kan veranderen; zij telt niet mee, want de pendel over de grens is niet bekend.",
    "abroad_country": "Land van die stad.",
    "abroad_km": "Afstand tot die stad in kilometers.",
    "abroad_inhabitants": "Inwoners van die stad.",
    "abroad_position": "Positie die de gemeente met die stad kan krijgen.",
    "stability": "Deel (0–1) van de geprobeerde drempels waarbij de positie dezelfde blijft.",
    "override_reason": "Waarom iemand de positie van de regel heeft gewijzigd; leeg waar dat niet is gebeurd.",
    "override_author": "Wie dat deed.",
    "override_date": "Dag waarop dat gebeurde.",
    "resident_jobs": "Banen van inwoners × 1.000, december 2014.",
    "jobs": "Banen in de gemeente × 1.000, december 2014.",
    "home": "Code van de gemeente waar iemand woont.",
    "work": "Code van de gemeente waar iemand werkt.",
    "share": "Deel (0–1) van de banen van inwoners van de woongemeente dat in de werkgemeente is; minder dan 0,005 is weggelaten.",
}
_JUDGED = {
    "trend": "Vaste naam van de trend; de betekenis staat in het bestand trends.",
    "subject": "Over wie het oordeel gaat: code van een gemeente, position-1 tot en met position-3, midsize (alle middelgrote steden) of NL01.",
    "test": "Vaste naam van de toets: het cijfer, met compare: of spread: ervoor; leeg voor het oordeel over de trend als geheel.",
    "verdict": "Oordeel: volgt de trend (follows), wijkt af (departs), gemengd (mixed) of geen uitkomst (no_data).",
    "slope": "Verandering per jaar, in de eenheid van het cijfer.",
    "change": "Verandering van first tot last, in de eenheid van het cijfer; in procenten bij een spreiding of relatieve groei.",
    "first": "Eerste jaar van de toets; 0 zonder toets.",
    "last": "Laatste jaar van de toets; 0 zonder toets.",
    "n": "Aantal jaren of steden in de toets.",
    "p": "Tweezijdige p-waarde, bij vergelijkingen gecorrigeerd volgens Holm; leeg zonder toets.",
    "effect": "Cliffs delta van een vergelijking tussen groepen steden; leeg bij andere toetsen.",
    "evidence": "Bewijs: getoetst (tested), te weinig jaren voor een toets (thin), te grof afgerond (uncertain) of geen (none).",
}
_DEFINED = {
    "definition": "Wat het cijfer is, in een zin.",
    "theme": "Vaste naam van het thema van de kennisagenda.",
    "means": "Waar het jaar voor staat.",
    "better": "Of hoger als gewenst geldt (higher), lager (lower) of geen van beide (neither).",
    "series_borders": "Grenzen van de reeks: die van nu, door het CBS teruggerekend (current) of door ons omgezet (ours), of die van het jaar zelf "
    "(of_year).",
    "breaks": "Jaren waarin de reeks niet te vergelijken is met het jaar ervoor, en waarom.",
    "derivation": "Hoe het cijfer is gemaakt van de onderwerpen van elke tabel; een naam met @ is een ander cijfer.",
    "estimated": "Waar (true) als het cijfer een schatting uit een enquête is, waar de bron geen marge bij geeft.",
    "forecast_of": "Vaste naam van het cijfer dat deze prognose voorspelt; leeg voor wat is waargenomen.",
    "caution": "Waar u op moet letten.",
    "changes": "Veranderingen in wat het cijfer betekent of hoe het wordt gemaakt, met de dag; leeg waar er geen zijn.",
    "tables": "Tabellen en gegevensbestanden waar het cijfer uit komt, ook die van de cijfers erin, met spaties ertussen.",
    "name": "Naam van de trend in de kennisagenda.",
    "statement": "De stelling die wordt getoetst.",
    "grade": "Hoe goed cijfers de trend dekken: rechtstreeks (direct), bij benadering (proxy) of niet (none).",
}
ALL: Mapping[str, str] = {**FIGURES, **_PLACES, **_RULE, **_JUDGED, **_DEFINED}
"""Every column that is published, and what it means."""

RENAMED: Mapping[str, Mapping[str, str]] = {
    "observations": {"region": "region_code"},
    "forecasts": {"region": "region_code"},
    "positions": {"region": "region_code"},
    "centres": {"region": "region_code"},
    "regions": {"code": "region_code", "name": "region"},
}
"""Per file of a snapshot: the columns that are published under another name."""
