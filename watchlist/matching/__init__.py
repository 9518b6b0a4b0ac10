"""The matcher: watchlist in, frozen Matcher out; document in, hits out. Pure: no disk, no clock, no web."""

from watchlist.matching.assess import assess, screen
from watchlist.matching.compiler import compile
from watchlist.matching.matcher import MATCHER_VERSION, Matcher
from watchlist.matching.pack import pack, unpack
from watchlist.matching.policy import Policy, Threshold
from watchlist.model.alerts import Hit

__all__ = ["MATCHER_VERSION", "Hit", "Matcher", "Policy", "Threshold", "assess", "compile", "pack", "screen", "unpack"]
