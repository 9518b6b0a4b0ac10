"""A compiled matcher as one stretch of bytes, and back: arrays that can be mapped into memory and shared.

The stretch is a line that tells what it is, the SHA-256 of the rest, the length of a table of contents, that table in
JSON, and the sections, each at a multiple of 64 bytes. There is no code in it, and none is run to read it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from watchlist.errors import ArtefactError
from watchlist.matching.index import Postings, WordIndex
from watchlist.matching.items import Ids, Items, PackedEntities, Texts, lay_out, pack_entities
from watchlist.matching.leads import LeadArrays, LeadTable
from watchlist.matching.lexicon import Lexicon
from watchlist.matching.matcher import MATCHER_VERSION, Compiled, Matcher, SkippedName
from watchlist.matching.policy import Policy
from watchlist.matching.sectors import SectorFinder
from watchlist.matching.table import NameArrays, NameTable
from watchlist.matching.unspaced import UnspacedNames
from watchlist.model.entities import Watchlist

_MAGIC = b"watchlist compiled matcher\n"
_ALIGNED = 64
_DIGEST = 32
_LENGTH = 8

_POSTINGS = ("having", "alone", "others", "company")
_WATCHLIST: TypeAdapter[Watchlist] = TypeAdapter(Watchlist)


def pack(matcher: Matcher) -> bytes:
    """All of a matcher but its policy."""
    compiled = matcher.compiled
    contents: dict[str, tuple[str, int, int]] = {}
    body: list[bytes] = []
    at = 0
    for name, array in _sections(compiled).items():
        contents[name] = (array.dtype.str, at, len(array))
        padded = array.tobytes() + bytes(-array.nbytes % _ALIGNED)
        body.append(padded)
        at += len(padded)
    head = json.dumps({
        "matcher": compiled.version,
        "watchlist": _WATCHLIST.dump_python(replace(compiled.watchlist, entities=()), mode="json"),
        "plurals": dict(compiled.lexicon.plurals),
        "sections": contents,
    }).encode()  # fmt: skip
    begin = len(_MAGIC) + _DIGEST + _LENGTH + len(head)
    rest = b"".join([len(head).to_bytes(_LENGTH, "little"), head, bytes(-begin % _ALIGNED), *body])
    return _MAGIC + hashlib.sha256(rest).digest() + rest


def unpack(packed: memoryview, policy: Policy) -> Matcher:
    """The matcher that `pack` made these bytes of; it goes on using them.

    Raises:
        ArtefactError: they are damaged, or of another release.
    """
    start = len(_MAGIC) + _DIGEST
    if packed[: len(_MAGIC)] != _MAGIC:
        raise ArtefactError("not a compiled watchlist")
    if hashlib.sha256(packed[start:]).digest() != packed[len(_MAGIC) : start]:
        raise ArtefactError("damaged: its digest is another")
    length = int.from_bytes(packed[start : start + _LENGTH], "little")
    head = json.loads(bytes(packed[start + _LENGTH : start + _LENGTH + length]))
    if head["matcher"] != MATCHER_VERSION:
        raise ArtefactError(f"of matcher {head['matcher']}; this is matcher {MATCHER_VERSION}")
    begin = -(-(start + _LENGTH + length) // _ALIGNED) * _ALIGNED

    def section(name: str) -> Any:
        kind, at, count = head["sections"][name]
        return np.frombuffer(packed, np.dtype(kind), count, begin + at)

    return Matcher(_compiled(head, section), policy)


def _sections(compiled: Compiled) -> dict[str, npt.NDArray[Any]]:
    """Everything that is an array, by name; `_compiled` is the way back."""
    index, names, leads, items = compiled.lexicon.index, compiled.names.arrays, compiled.leads.arrays, compiled.items
    sections: dict[str, npt.NDArray[Any]] = {
        "words": np.frombuffer(index.text, np.uint8),
        "words.starts": index.starts,
        "words.keys": index.keys,
        "words.key_words": index.key_words,
        "leads.letters": leads.letters,
        "leads.designators": leads.designators,
        "ids.numbers": items.own.numbers,
        "also.numbers": items.also.numbers,
        "unspaced.numbers": compiled.unspaced.numbers,
    }
    sections |= {f"names.{field.name}": getattr(names, field.name) for field in fields(NameArrays)}
    for name in _POSTINGS:
        postings: Postings = getattr(leads, name)
        sections |= {f"leads.{name}.starts": postings.starts, f"leads.{name}.numbers": postings.numbers}
    skipped = lay_out([json.dumps(skip) for skip in compiled.skipped])
    for name, texts in (
        ("entities", pack_entities(compiled.watchlist.entities)), ("ids", items.own.texts), ("also", items.also.texts),
        ("skipped", skipped), ("unspaced", compiled.unspaced.letters),
    ):  # fmt: skip
        sections |= {name: np.frombuffer(texts.buffer, np.uint8), f"{name}.starts": texts.starts}
    return sections


def _compiled(head: dict[str, Any], section: Callable[[str], Any]) -> Compiled:
    def texts(name: str) -> Texts:
        return Texts(section(name).data, section(f"{name}.starts"))

    def ids(name: str) -> Ids:
        return Ids(texts(name), section(f"{name}.numbers"))

    entities = PackedEntities(texts("entities"))
    try:
        watchlist = replace(_WATCHLIST.validate_python(head["watchlist"]), entities=entities)
    except ValidationError as error:
        raise ArtefactError(f"of another release: {error}") from None
    index = WordIndex(section("words").data, section("words.starts"), section("words.keys"), section("words.key_words"))
    names = NameTable(
        entities, index, NameArrays(**{field.name: section(f"names.{field.name}") for field in fields(NameArrays)})
    )
    leads = LeadArrays(
        **{name: Postings(section(f"leads.{name}.starts"), section(f"leads.{name}.numbers")) for name in _POSTINGS},
        letters=section("leads.letters"),
        designators=section("leads.designators"),
    )
    return Compiled(
        watchlist=watchlist,
        version=head["matcher"],
        lexicon=Lexicon(index, {plural: tuple(nouns) for plural, nouns in head["plurals"].items()}),
        names=names,
        leads=LeadTable(names, index, leads),
        unspaced=UnspacedNames(texts("unspaced"), section("unspaced.numbers")),
        sectors=SectorFinder(watchlist),
        items=Items(entities, watchlist.sectors, ids("ids"), ids("also")),
        skipped=_SkippedNames(texts("skipped")),
    )


class _SkippedNames(Sequence[SkippedName]):
    """The names that are restricted, each read when it is asked for."""

    def __init__(self, packed: Texts) -> None:
        self._packed = packed

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, number: int) -> SkippedName: ...
    @overload
    def __getitem__(self, number: slice) -> list[SkippedName]: ...
    def __getitem__(self, number: int | slice) -> SkippedName | list[SkippedName]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        return SkippedName(*json.loads(self._packed[number]))
