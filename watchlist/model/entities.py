"""Who and what is on the watchlist: entities, sectors, and what is said of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from watchlist.model.identifiers import Identifier
from watchlist.model.vocabulary import NO_WORDS, Vocabulary


class Schema(StrEnum):
    """What kind of thing is listed: FollowTheMoney's names, and three of our own."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    COMPANY = "Company"
    LEGAL_ENTITY = "LegalEntity"
    VESSEL = "Vessel"
    AIRPLANE = "Airplane"
    WEAPON_SYSTEM = "WeaponSystem"
    MILITARY_UNIT = "MilitaryUnit"
    SECTOR = "Sector"


class NameKind(StrEnum):
    """How a name relates to its entity."""

    PRIMARY = "primary"
    VARIANT = "variant"
    ALIAS = "alias"
    FORMER = "former"


class Strength(StrEnum):
    """Whether a name may raise a hit by itself (OFAC FAQ 122-124: weak aliases do not), or is not looked for at all."""

    STRONG = "strong"
    WEAK = "weak"
    IGNORED = "ignored"


class Basis(StrEnum):
    """Two different facts: the thing is under sanctions, or it is only named as supplied or involved."""

    DESIGNATED = "designated"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one entity, as its publisher writes it."""

    text: str
    kind: NameKind = NameKind.PRIMARY
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class Listing:
    """The legal fact that an entity stands on a publisher's list."""

    publisher: str
    reference: str
    programme: str | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document of the corpus says of an entity or sector.

    Attributes:
        document: the corpus file without its ending, such as "004".
        start, end: the passage, in characters of that file, half-open.
        by: who imposed the sanctions, as far as the document says; empty when it does not, or when `basis` is named.
        when: the day as the document gives it; empty when it gives none.
    """

    document: str
    basis: Basis
    start: int
    end: int
    by: tuple[str, ...] = ()
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What an entity and a sector have in common: an id `publisher:reference`, and grounds for being here.

    `source` says where an entry that people curate comes from.
    """

    id: str
    countries: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    statements: tuple[Statement, ...] = ()
    source: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that lead to it, its own first."""
        return (self.id,)

    @property
    def basis(self) -> Basis:
        """Designated when an official list has it, or when a document calls it sanctioned."""
        said = any(statement.basis is Basis.DESIGNATED for statement in self.statements)
        return Basis.DESIGNATED if self.listings or said else Basis.NAMED

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who lists it: our own list first, then the publishers of its listings."""
        own = self.id.partition(":")[0]
        return tuple(dict.fromkeys([own, *(listing.publisher for listing in self.listings)]))

    @property
    def programmes(self) -> tuple[str, ...]:
        """The measures it falls under, each once."""
        return tuple(dict.fromkeys(listing.programme for listing in self.listings if listing.programme))


@dataclass(frozen=True, slots=True)
class Entity(Listed):
    """A listed party or thing.

    Attributes:
        births: days, months or years of birth that the list gives, as ISO 8601: 1952-10-07, 1952.
        positions: what the list says that a person is.
        also: other ids that lead to this party: of the same on other lists, and those it had before.
    """

    schema: Schema = Schema.PERSON
    names: tuple[Name, ...] = ()
    births: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    positions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that lead to it, its own first."""
        return (self.id, *self.also)

    @property
    def caption(self) -> str:
        """The name to show: the primary one, or the first."""
        return next((name.text for name in self.names if name.kind is NameKind.PRIMARY), self.names[0].text)


@dataclass(frozen=True, slots=True)
class Sector(Listed):
    """A restricted part of an economy: words and the countries that must govern them; not a party.

    Attributes:
        terms: phrases that name the sector by themselves ("unmanned aviation").
        modifiers, heads: count only together ("drone" + "industry", "production of" + "drones").
        products: goods of the sector, which say less ("drone").
    """

    caption: str = ""
    terms: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @property
    def schema(self) -> Schema:
        """Always Sector; an entity has the same attribute."""
        return Schema.SECTOR


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Names of an entity, by its id, to look for, too, or not to look for; and why. `where` is its file and line."""

    entity: str
    reason: str
    add: tuple[Name, ...] = ()
    ignore: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class ListSummary:
    """One list as it was read: who publishes it, how much is in it, and a line for each entry that was refused.

    `curated`: written by hand, so that a refused entry is a slip of the pen; publishers' files always have some.
    `loose_ends`: adjustments that fit nothing on any list.
    `missing`: files that belong to the list and were not there.
    `name`: what the list is called in the settings; empty where it was read by its path.
    """

    publisher: str
    title: str
    sha256: str
    entities: int
    names: int
    problems: tuple[str, ...] = ()
    curated: bool = False
    loose_ends: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """What one list holds.

    `rows`: of publishers' tables a checksum of each entity's row, by entity, so that a change is seen that none of the
    fields we take shows.
    """

    summary: ListSummary
    entities: tuple[Entity, ...]
    sectors: tuple[Sector, ...] = ()
    vocabulary: Vocabulary = NO_WORDS
    adjustments: tuple[Adjustment, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watchlist:
    """All entities and sectors in force, and the words that bear on them.

    `version` is a hash of the lists' bytes: equal lists have equal versions on every machine.
    """

    version: str
    lists: tuple[ListSummary, ...]
    entities: Sequence[Entity] = ()
    sectors: tuple[Sector, ...] = ()
    vocabulary: Vocabulary = NO_WORDS

    def items(self) -> Iterable[Entity | Sector]:
        """Everything that a hit can be about."""
        yield from self.entities
        yield from self.sectors
