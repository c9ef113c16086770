"""The data set described for data portals: DCAT 3 in JSON-LD, made from the manifest of a snapshot."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write(path: Path, manifest: Mapping[str, Any], figures: int) -> None:
    """Put the description beside the snapshots, in one step; a portal harvests this file."""
    aside = path.with_suffix(".tmp")
    aside.write_text(json.dumps(describe(manifest, figures), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(aside, path)


def describe(manifest: Mapping[str, Any], figures: int, where: str = "snapshots/{id}/{name}") -> dict[str, Any]:
    """The catalogue entry of a snapshot: what it is, of when, by whom, under which licence, and the files it consists of.

    `where` is the address of a file: an absolute one, or one that starts at the description itself.
    """
    first, last = manifest["years"]
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Dataset",
        "@id": "urn:midsize-monitor:dataset",
        "dct:identifier": manifest["id"],
        "dct:title": {"@language": "nl", "@value": "Midsize Monitor: middelgrote steden in beeld"},
        "dct:description": {
            "@language": "nl",
            "@value": (
                f"{figures} cijfers over de Nederlandse gemeenten, op de gemeentegrenzen van nu, met hun herkomst, marges en redenen van leegte; "
                "de posities in de regio van de middelgrote steden, en de toetsing van de trends van hun kennisagenda."
            ),
        },
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": "Midsize Monitor"},
        "dct:creator": [
            {"@type": "foaf:Agent", "foaf:name": name} for name in sorted({e.get("publisher", "CBS") for e in manifest["tables"]})
        ],
        "dct:license": {"@id": LICENCE},
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/NLD"},
        "dct:modified": {"@type": "xsd:dateTime", "@value": manifest["built"]},
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/NLD"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": str(first)},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": str(last)},
        },
        "dcat:keyword": [
            {"@language": "nl", "@value": word}
            for word in ("middelgrote steden", "gemeenten", "G40", "M50", "vergrijzing", "woningmarkt", "arbeidsmarkt")
        ],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": name,
                "dcat:accessURL": {"@id": address},
                "dcat:downloadURL": {"@id": address},
                "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/application/vnd.apache.parquet"},
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file["bytes"])},
                "dct:license": {"@id": LICENCE},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": file["sha256"],
                },
            }
            for name, file in sorted(manifest["files"].items())
            for address in [where.format(id=manifest["id"], name=name)]
        ],
    }
