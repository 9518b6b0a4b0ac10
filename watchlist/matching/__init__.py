"""The matcher: watchlist in, frozen Matcher out; document in, hits out. Pure: no disk, no clock, no web."""

from watchlist.matching.assess import assess, screen
from watchlist.matching.compiler import MATCHER_VERSION, compile
from watchlist.matching.matcher import Matcher
from watchlist.matching.policy import Policy
from watchlist.model.alerts import Hit

__all__ = ["MATCHER_VERSION", "Hit", "Matcher", "Policy", "assess", "compile", "screen"]
