"""`watchlist scan`: screen documents once and print the hits."""

import dataclasses
import functools
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from watchlist import matching
from watchlist.cli import output
from watchlist.config import Loaded, Settings
from watchlist.errors import DocumentError, ListFormatError
from watchlist.matching import Matcher
from watchlist.model.alerts import hit_json
from watchlist.model.documents import Document
from watchlist.model.entities import Watchlist
from watchlist.screening import compiled
from watchlist.screening.refresh import read_lists, read_version, slips
from watchlist.screening.scan import read_all
from watchlist.sources.extractor import Extractor
from watchlist.sources.formats.parts import Asked
from watchlist.sources.reading import Place, Unreadable, read_bytes
from watchlist.store.artefacts import Artefacts
from watchlist.wiring import list_sources

# Below this many characters in all a second process costs more than it saves.
_SMALL = 5_000_000
# Shorter watchlists are compiled in less than half a second, and a one-off scan leaves nothing behind.
_WORTH_KEEPING = 3_000


class Jobs(click.ParamType[int]):
    """A number of processes, or auto: one for small inputs, else one for each core. Auto is 0 here."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> int:
        """Check what was typed."""
        if value == "auto" or isinstance(value, int):
            return 0 if value == "auto" else cast("int", value)
        if not str(value).isdigit() or int(value) < 1:
            self.fail(f"expected a number from 1 on, or auto, found {value!r}", param, context)
        return int(value)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Screen against this list instead of the configured watchlist; repeatable.")  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(output.FORMATS), help="Default: table on a terminal, jsonl when piped."
)
@click.option(
    "--min-score", type=click.FloatRange(0, 100), metavar="POINTS", help="0-100; default: what the policy makes alerts."
)
@click.option("--exit-code", type=click.IntRange(0, 255), default=0, metavar="N", help="Exit N when there is a hit.")
@click.option("--jobs", type=Jobs(), default="auto", show_default=True, help="Processes.")
@click.option("--no-evidence", is_flag=True, help="Names alone, for comparison.")
@click.option("--allow-unreadable", is_flag=True, help="A document that cannot be read does not fail the scan.")
@click.pass_obj
def scan(
    loaded: Loaded,
    paths: tuple[Path, ...],
    lists: tuple[Path, ...],
    form: output.Format | None,
    min_score: float | None,
    exit_code: int,
    jobs: int,
    no_evidence: bool,
    allow_unreadable: bool,
) -> int:
    """Screen documents once and print the hits.

    PATH is a file or folder of texts, pages, PDF, docx, odt, rtf, mail, JSON Lines and zips of these, or - for standard
    input; without one, the watched folders of the settings. No service is needed, and nothing is left behind but, of a
    long list, its compiled form.
    """
    settings = loaded.settings
    matcher = choose_matcher(settings, lists)
    screener = Screener(matcher, min_score, not no_evidence)
    with Extractor() as extractor:
        inputs = Inputs(paths or settings.sources.folders, settings.sources.max_file_bytes, extractor)
        found = Counted(screener.screen_all(inputs.documents(), jobs))
        output.write_hits(found, form or output.default_format())
    inputs.report()
    report_lists(matcher.watchlist)
    if inputs.unreadable and not allow_unreadable:
        raise DocumentError(f"{len(inputs.unreadable)} could not be read; --allow-unreadable accepts that")
    return exit_code if found.count else 0


def report_lists(watchlist: Watchlist) -> None:
    """Say what of the lists could not be read; publishers' files always have some rows of that kind.

    Raises:
        ListFormatError: an entry of a curated list was refused.
    """
    for summary in watchlist.lists:
        for line in summary.loose_ends:
            click.echo(line, err=True)
        if summary.problems and not summary.curated:
            click.echo(f"{len(summary.problems)} rows of {summary.title} could not be read, the first:", err=True)
            click.echo(f"  {summary.problems[0]}", err=True)
    if wrong := slips(watchlist):
        raise ListFormatError([*wrong, "the entries named above were refused; the others were looked for"])


def choose_matcher(settings: Settings, lists: Sequence[Path]) -> Matcher:
    """The matcher of the configured watchlist, or of these lists; a long one is compiled once and kept."""
    version = read_version([*lists, *(settings.lists.files if lists else list_sources(settings).at_hand())])
    load = functools.partial(_choose_watchlist, settings, lists)
    artefacts = Artefacts(settings.store.data_dir)
    return compiled.matcher(artefacts, version, settings.matching_policy(), load, least=_WORTH_KEEPING)


def _choose_watchlist(settings: Settings, lists: Sequence[Path]) -> Watchlist:
    """The configured watchlist; or these lists, with the configured vocabulary where they have none."""
    if not lists:
        return read_lists(list_sources(settings).at_hand())
    configured = read_lists(settings.lists.files)
    chosen = read_lists(lists)
    return dataclasses.replace(chosen, vocabulary=chosen.vocabulary.or_else(configured.vocabulary))


class Counted:
    """An iterator that counts what passes through it."""

    def __init__(self, items: Iterator[dict[str, Any]]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for item in self._items:
            self.count += 1
            yield item


class Inputs:
    """The documents to screen, with a progress bar on a terminal, and a tally of those that could not be read."""

    def __init__(self, paths: Sequence[Path], max_bytes: int, extractor: Extractor) -> None:
        self._paths = paths
        self._max_bytes = max_bytes
        self._extractor = extractor
        self.unreadable: list[Unreadable] = []

    def documents(self) -> Iterator[Document]:
        columns = (TextColumn("screening"), BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeElapsedColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("screening", total=None)
            for done, total, item in self._items():
                bar.update(task, completed=done, total=total or None)
                if isinstance(item, Document):
                    yield item
                elif item is not None:
                    self.unreadable.append(item)

    def _items(self) -> Iterator[tuple[int, int, Document | Unreadable | None]]:
        for path in self._paths:
            if str(path) == "-":
                yield from ((0, 1, item) for item in self._standard_input())
        yield from read_all([path for path in self._paths if str(path) != "-"], self._max_bytes, self._extractor)

    def _standard_input(self) -> Iterator[Document | Unreadable]:
        content = sys.stdin.buffer.read(self._max_bytes + 1)
        try:
            if len(content) > self._max_bytes:
                raise DocumentError(f"more than {self._max_bytes} bytes, which sources.max_file_bytes allows")
            yield from read_bytes(content, Asked(), Place("-"), self._extractor)
        except DocumentError as error:
            yield Unreadable("-", str(error))

    def report(self) -> None:
        for item in self.unreadable:
            where = f"{item.origin}:{item.line}" if item.line else item.origin
            click.echo(f"not read: {where}: {item.reason}", err=True)
        if self.unreadable:
            click.echo(f"{len(self.unreadable)} could not be read", err=True)


class Screener:
    """Screens documents here, or in several processes with the same compiled watchlist."""

    def __init__(self, matcher: Matcher, least: float | None, with_evidence: bool) -> None:
        self._matcher = matcher
        self._least = least
        self._with_evidence = with_evidence

    def screen_all(self, documents: Iterator[Document], jobs: int) -> Iterator[dict[str, Any]]:
        """The hits in the order of the documents, whatever the number of processes."""
        if jobs == 1:
            return self._screen_here(documents)
        batch, size = [], 0
        for document in documents:
            batch.append(document)
            size += len(document.text)
            if not jobs and size > _SMALL:
                jobs = os.cpu_count() or 1
            if jobs > 1:
                return self._screen_apart(batch, documents, jobs)
        return self._screen_here(iter(batch))

    def _screen_here(self, documents: Iterator[Document]) -> Iterator[dict[str, Any]]:
        for document in documents:
            yield from self.screen(document)

    def _screen_apart(self, batch: list[Document], rest: Iterator[Document], jobs: int) -> Iterator[dict[str, Any]]:
        waiting: deque[Any] = deque()
        context = multiprocessing.get_context("spawn")
        arguments = (matching.pack(self._matcher), self._matcher.policy, self._least, self._with_evidence)
        with ProcessPoolExecutor(jobs, context, initializer=_start_process, initargs=arguments) as pool:
            for documents in (iter(batch), rest):
                for document in documents:
                    waiting.append(pool.submit(_screen_in_process, document))
                    # Few texts in flight: memory stays bounded, and the order stays that of the documents.
                    while len(waiting) > jobs * 4:
                        yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()

    def screen(self, document: Document) -> list[dict[str, Any]]:
        """The hits of one document from the least score on; without one, those that are alerts."""
        mentions = self._matcher.find(document)
        hits = matching.assess(self._matcher, document, mentions, with_evidence=self._with_evidence)
        return [hit_json(hit) for hit in hits if self._is_wanted(hit)]

    def _is_wanted(self, hit: matching.Hit) -> bool:
        return self._matcher.policy.is_alert(hit) if self._least is None else hit.score >= self._least


_screener: list[Screener] = []


def _start_process(packed: bytes, policy: matching.Policy, least: float | None, with_evidence: bool) -> None:
    _screener[:] = [Screener(matching.unpack(memoryview(packed), policy), least, with_evidence)]


def _screen_in_process(document: Document) -> list[dict[str, Any]]:
    return _screener[0].screen(document)
