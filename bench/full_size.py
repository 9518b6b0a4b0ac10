"""Lists of full size in formats of which only fragments are at hand, made of the parties of other lists.

    python -m bench.full_size DATA FOLDER

DATA is the folder that BENCH_DATA names; into FOLDER go the UK Sanctions List of 2026 in CSV and XML with the parties
of the OFSI consolidated list of 2018, and the EU's XML 1.1 with those of the UN's list of 2026. Columns, elements and
attributes are those of the publishers' own files (FCDO, October and August 2026; European Commission, December 2024);
what no reader takes, such as a statement of reasons, is filled with words of ours, for the size.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product, zip_longest
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from watchlist.lists import source
from watchlist.lists.countries import code
from watchlist.lists.reading import passports_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, Schema, Strength

CONLIST = Path("lists", "uk", "ofsi_sanctionsconlist_2018-04-13.csv.gz")
UN = Path("lists", "un", "consolidated_2026-02.xml.gz")

_UK_HEADER = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,"
    "Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,"
    "Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,"
    "National Identifier additional information,Passport number,Passport additional information,Position,Gender,"
    "Town of birth,Country of birth,Type of entity,Subsidiaries,Parent company,Business registration number (s),"
    "IMO number,Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,"
    "Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)"
)
_DESIGNATION = {Schema.PERSON: "Individual", Schema.ORGANIZATION: "Entity", Schema.VESSEL: "Ship"}
_NAME_TYPES = {NameKind.PRIMARY: "Primary Name", NameKind.VARIANT: "Primary name variation", NameKind.ALIAS: "Alias"}
_STRENGTHS = {Strength.STRONG: "Good quality a.k.a", Strength.WEAK: "Low quality a.k.a"}
_GIVEN = 5
# As long as they are in the middle of the list in force.
_REASONS = (
    "There are reasonable grounds to suspect that this party is or has been involved in what the rules name. " * 5
)

# English names of countries, as far as the lists used here need them.
_COUNTRY_NAMES = (
    "Afghanistan; Algeria; Australia; Belgium; Bosnia and Herzegovina; Burundi; Canada; Central African Republic; "
    "Chad; China; Congo; Democratic Republic of the Congo; Egypt; Eritrea; Ethiopia; France; Georgia; Germany; "
    "Guinea-Bissau; Haiti; India; Indonesia; Iran; Iraq; Jordan; Kenya; Kuwait; Lebanon; Libya; Malaysia; Mali; "
    "Mauritania; Morocco; Nigeria; North Korea; Norway; Pakistan; Philippines; Qatar; Russia; Rwanda; Saudi Arabia; "
    "Senegal; Somalia; South Sudan; State of Palestine; Sudan; Sweden; Syria; Tajikistan; Tanzania; Trinidad and "
    "Tobago; Tunisia; Turkey; Uganda; United Kingdom; United States; Uzbekistan; Yemen"
)
_COUNTRIES = {found: name for name in _COUNTRY_NAMES.split("; ") if (found := code(name))}


def main() -> None:
    """Write the three files and name them."""
    data, folder = map(Path, sys.argv[1:3])
    for file in write(data, folder):
        sys.stdout.write(f"{file}\n")


def write(data: Path, folder: Path) -> list[Path]:
    """The files written: the UK's in CSV and in XML, and the EU's."""
    uk = uk_parties(source.read(data / CONLIST).entities)
    eu = eu_parties(source.read(data / UN).entities)
    contents = {
        "uk_sanctions_list.csv": uk_csv(uk), "uk_sanctions_list.xml": uk_xml(uk), "eu_fsf_1.1.xml": eu_xml(eu),
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def uk_parties(entities: Iterable[Entity]) -> list[Entity]:
    """Parties as the UK Sanctions List tells them: it has one regime each, ships as such, and no former names.

    Of passports those are left out that are too short or too odd to be told from the words that stand beside them.
    The closed list marked no name as weak; here those are that are one word, as publishers mostly do.
    """
    return [_uk_party(entity) for entity in entities]


def _uk_party(entity: Entity) -> Entity:
    reference = entity.id.partition(":")[2]
    is_ship = any(one.scheme == "imo" for one in entity.identifiers)
    first = entity.listings[0]
    return replace(
        entity,
        id=f"uk:{reference}",
        schema=Schema.VESSEL if is_ship else entity.schema,
        names=tuple(_uk_name(name) for name in entity.names),
        identifiers=tuple(
            one for one in entity.identifiers if one.scheme != "passport" or [*passports_in(one.value)] == [one.value]
        ),
        listings=(Listing("uk", reference, first.programme, first.listed_on),),
    )


def _uk_name(name: Name) -> Name:
    if name.kind in (NameKind.PRIMARY, NameKind.VARIANT):
        return name
    is_weak = name.strength is Strength.WEAK or " " not in name.text
    return Name(name.text, NameKind.ALIAS, Strength.WEAK if is_weak else Strength.STRONG)


def eu_parties(entities: Iterable[Entity]) -> list[Entity]:
    """Parties as the EU tells them: it says which name is weak, and not what else a further one is."""
    return [_eu_party(entity, number) for number, entity in enumerate(entities, 1)]


def _eu_party(entity: Entity, number: int) -> Entity:
    reference = f"EU.{number}.{number % 97}"
    return replace(
        entity,
        id=f"eu:{reference}",
        names=(entity.names[0], *(replace(name, kind=NameKind.ALIAS) for name in entity.names[1:])),
        listings=tuple(replace(one, publisher="eu", reference=reference) for one in entity.listings),
    )


def uk_csv(parties: Iterable[Entity]) -> bytes:
    """The UK Sanctions List in CSV: a row for each name with each birth, as the closed list has them."""
    text = io.StringIO(newline="")
    text.write("Report Date: 08-Oct-2026\r\n")
    writer = csv.DictWriter(text, _UK_HEADER.split(","))
    writer.writeheader()
    for party in parties:
        shared = _shared_cells(party)
        for (name, script), birth in product(_spellings(party), party.births or ("",)):
            writer.writerow(shared | _name_cells(name, party) | {"Name non-latin script": script, "D.O.B": _day(birth)})
    return text.getvalue().encode("utf-8")


def _shared_cells(party: Entity) -> dict[str, str]:
    (listing,) = party.listings
    return {
        "Last Updated": "08/10/2026",
        "Unique ID": listing.reference,
        "OFSI Group ID": listing.reference,
        "Regime Name": listing.programme or "",
        "Designation Type": _DESIGNATION[party.schema],
        "Designation source": "UK",
        "Sanctions Imposed": "Asset freeze|Travel Ban",
        "UK Statement of Reasons": _REASONS,
        "Date Designated": f"{listing.listed_on:%d/%m/%Y}" if listing.listed_on else "",
        "Nationality(/ies)": "|".join(_COUNTRIES[one] for one in party.countries),
        "Passport number": "|".join(_numbers(party, "passport")),
        "Position": "|".join(party.positions),
        "IMO number": "|".join(f"IMO{number}" for number in _numbers(party, "imo")),
    }


def _spellings(party: Entity) -> Iterator[tuple[Name, str]]:
    """Each name, the primary one with a spelling in another script, or several times when there are several."""
    scripts = _scripts(party)
    first, *others = (name for name in party.names if name not in scripts)
    yield first, scripts[0].text if scripts else ""
    yield from ((first, script.text) for script in scripts[1:])
    yield from ((name, "") for name in others)


def _scripts(party: Entity) -> list[Name]:
    return [name for name in party.names if name.kind is NameKind.VARIANT and not name.text.isascii()]


def _name_cells(name: Name, party: Entity) -> dict[str, str]:
    """The columns of a name: what stands behind a person's comma are given names."""
    family, _, given = name.text.partition(", ") if party.schema is Schema.PERSON else (name.text, "", "")
    words = given.split()
    cells = [*words[: _GIVEN - 1], " ".join(words[_GIVEN - 1 :])] if len(words) > _GIVEN else words
    is_alias = name.kind is NameKind.ALIAS
    return {f"Name {place}": cell for place, cell in enumerate(cells, 1)} | {
        "Name 6": family,
        "Name type": _NAME_TYPES[name.kind],
        "Alias strength": _STRENGTHS[name.strength] if is_alias else "",
    }


def _day(birth: str) -> str:
    """A birth as the UK writes it, with dd and mm for what is not known."""
    year, month, day = [*birth.split("-"), "", ""][:3]
    return f"{day or 'dd'}/{month or 'mm'}/{year}" if year else ""


def _numbers(party: Entity, scheme: str) -> list[str]:
    return [one.value for one in party.identifiers if one.scheme == scheme]


def uk_xml(parties: Iterable[Entity]) -> bytes:
    """The UK Sanctions List in XML."""
    head = '<?xml version="1.0" encoding="utf-8"?>\n<Designations><DateGenerated>08/10/2026</DateGenerated>\n'
    return (head + "\n".join(map(_designation, parties)) + "\n</Designations>\n").encode("utf-8")


def _designation(party: Entity) -> str:
    cells = _shared_cells(party)
    scripts = _scripts(party)
    return _element(
        "Designation",
        _leaf("LastUpdated", cells["Last Updated"]),
        _leaf("DateDesignated", cells["Date Designated"]),
        _leaf("UniqueID", cells["Unique ID"]),
        _leaf("OFSIGroupID", cells["OFSI Group ID"]),
        _element("Names", *(_xml_name(name, party) for name in party.names if name not in scripts)),
        _element(
            "NonLatinNames", *(_element("NonLatinName", _leaf("NameNonLatinScript", name.text)) for name in scripts)
        ),
        _leaf("RegimeName", cells["Regime Name"]),
        _leaf("IndividualEntityShip", cells["Designation Type"]),
        _leaf("DesignationSource", cells["Designation source"]),
        _leaf("SanctionsImposed", cells["Sanctions Imposed"]),
        _leaf("UKStatementofReasons", cells["UK Statement of Reasons"]),
        _details(party),
    )


def _xml_name(name: Name, party: Entity) -> str:
    cells = _name_cells(name, party)
    return _element("Name", *(_leaf(column.title().replace(" ", ""), cell) for column, cell in cells.items()))


def _details(party: Entity) -> str:
    """What the XML says of a person and of a ship."""
    if party.schema is Schema.VESSEL:
        numbers = [f"IMO{number}" for number in _numbers(party, "imo")]
        return _element("ShipDetails", _element("Ship", _each("IMONumbers", "IMONumber", numbers)))
    papers = (_element("Passport", _leaf("PassportNumber", number)) for number in _numbers(party, "passport"))
    inner = (
        _each("DOBs", "DOB", map(_day, party.births)),
        _element("PassportDetails", *papers),
        _each("Nationalities", "Nationality", (_COUNTRIES[one] for one in party.countries)),
        _each("Positions", "Position", party.positions),
    )
    return _element("IndividualDetails", _element("Individual", *inner))


def eu_xml(parties: Sequence[Entity]) -> bytes:
    """The EU's list in XML 1.1."""
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<export xmlns="http://eu.europa.ec/fpi/fsd/export" '
        'generationDate="2026-10-08T21:24:35.826+02:00" globalFileId="171703">\n'
    )
    records = (_sanction_entity(party, number) for number, party in enumerate(parties, 1))
    return (head + "\n".join(records) + "\n</export>\n").encode("utf-8")


def _sanction_entity(party: Entity, number: int) -> str:
    kind, letter = ("person", "P") if party.schema is Schema.PERSON else ("enterprise", "E")
    (listing,) = party.listings
    regulation = {
        "regulationType": "regulation", "organisationType": "commission",
        "publicationDate": f"{listing.listed_on or ''}", "numberTitle": "1210/2003 (OJ L169)",
    }  # fmt: skip
    inner = [
        _element("remark", escape(_REASONS)),
        _with_attributes("regulation", {**regulation, "programme": listing.programme or ""}),
        _with_attributes("subjectType", {"code": kind, "classificationCode": letter}),
        *(_with_attributes("nameAlias", said, regulation) for said in _eu_names(party)),
        *(_with_attributes("citizenship", {"countryIso2Code": one.upper()}, regulation) for one in party.countries),
        *(_with_attributes("birthdate", _eu_birth(birth), regulation) for birth in party.births),
        *(_with_attributes("identification", said, regulation) for said in _eu_papers(party)),
    ]
    own = {"designationDetails": "", "unitedNationId": "", "euReferenceNumber": listing.reference}
    return f"<sanctionEntity{_attributes({**own, 'logicalId': str(number)})}>{''.join(inner)}</sanctionEntity>"


def _eu_names(party: Entity) -> Iterator[dict[str, str]]:
    """Names and functions side by side; a function more than there are names comes with the first name again."""
    for name, function in zip_longest(party.names, party.positions):
        said = name or party.names[0]
        yield {
            "firstName": "", "middleName": "", "lastName": "", "wholeName": said.text, "function": function or "",
            "title": "", "nameLanguage": "", "strong": "false" if said.strength is Strength.WEAK else "true",
        }  # fmt: skip


def _eu_birth(birth: str) -> dict[str, str]:
    """A birth: `birthdate` is there for whole days alone."""
    year, month, day = [*birth.split("-"), "", ""][:3]
    known = {"dayOfMonth": day.lstrip("0"), "monthOfYear": month.lstrip("0"), "year": year}
    return {"circa": "false", "calendarType": "GREGORIAN", "birthdate": birth if day else "", **known}


def _eu_papers(party: Entity) -> Iterator[dict[str, str]]:
    for one in party.identifiers:
        kind = {"passport": "passport", "imo": "imo"}[one.scheme]
        yield {"diplomatic": "false", "number": one.value, "identificationTypeCode": kind}


def _with_attributes(tag: str, attributes: Mapping[str, str], regulation: Mapping[str, str] | None = None) -> str:
    inner = _with_attributes("regulationSummary", regulation) if regulation else ""
    return f"<{tag}{_attributes(attributes)}>{inner}</{tag}>"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _element(tag: str, *inner: str) -> str:
    """An element of elements; nothing when there is nothing in it, as the publishers leave it out."""
    whole = "".join(inner)
    return f"<{tag}>{whole}</{tag}>" if whole else ""


def _leaf(tag: str, text: str) -> str:
    return _element(tag, escape(text))


def _each(group: str, tag: str, texts: Iterable[str]) -> str:
    return _element(group, *(_leaf(tag, text) for text in texts))


if __name__ == "__main__":
    main()
