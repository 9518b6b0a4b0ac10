"""A watchlist compiled once and mapped by every process that needs it."""

import logging
from collections.abc import Callable

from watchlist import matching
from watchlist.errors import ArtefactError
from watchlist.matching import MATCHER_VERSION, Matcher, Policy
from watchlist.model.entities import Watchlist
from watchlist.store.artefacts import Artefacts

_log = logging.getLogger(__name__)


def matcher(
    artefacts: Artefacts, version: str, policy: Policy, load: Callable[[], Watchlist], *, least: int = 0
) -> Matcher:
    """The matcher of a watchlist's version: mapped when it has been compiled before, else compiled from `load()`.

    A file that is damaged, or that another release has made, is replaced. Watchlists of fewer than `least` entities
    are compiled each time and leave no file.
    """
    known = mapped(artefacts, version, policy)
    if known is not None:
        return known
    made = matching.compile(load(), policy)
    if len(made.items) < least:
        return made
    artefacts.write(_key(version), matching.pack(made))
    # What others will map is used here, too: it takes less memory than what compiling leaves.
    return mapped(artefacts, version, policy) or made


def mapped(artefacts: Artefacts, version: str, policy: Policy) -> Matcher | None:
    """The matcher of a watchlist's version when it has been compiled before."""
    content = artefacts.map(_key(version))
    if content is None:
        return None
    try:
        return matching.unpack(content, policy)
    except ArtefactError as error:
        _log.warning("the compiled watchlist %s is %s; compiling it anew", _key(version), error)
        artefacts.drop(_key(version))
        return None


def _key(version: str) -> str:
    return f"{version}-{MATCHER_VERSION}"
