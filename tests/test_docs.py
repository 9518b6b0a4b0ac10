"""The reference is whole: each command, option, setting, error, route and metric stands in it; links lead somewhere."""

import inspect
import re

import click
import pytest
from prometheus_client import CollectorRegistry

from tests.conftest import PROJECT
from watchlist import config, errors
from watchlist.api.metrics import StoreMetrics
from watchlist.api.routes import Waiters, build
from watchlist.cli.main import command

REFERENCE = "\n".join(path.read_text() for path in sorted((PROJECT / "docs" / "reference").glob("*.md")))
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (PROJECT / "docs").rglob("*.md")
)


def commands():
    for name in command.list_commands(None):
        sub = command.get_command(None, name)
        yield f"watchlist {name}", sub
        for inner, deeper in getattr(sub, "commands", {}).items():
            yield f"watchlist {name} {inner}", deeper


@pytest.mark.parametrize(("name", "sub"), list(commands()))
def test_every_command_and_option(name, sub):
    assert name in REFERENCE
    for parameter in sub.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.opts[0] in REFERENCE


@pytest.mark.parametrize("key", config.known_settings())
def test_every_setting_and_its_variable(key):
    assert f"`{key}`" in REFERENCE
    assert config.variable(key) in REFERENCE


@pytest.mark.parametrize("name", [name for name, kind in inspect.getmembers(errors, inspect.isclass)])
def test_every_error(name):
    assert name in REFERENCE


@pytest.mark.parametrize("route", build(Waiters(1, None), CollectorRegistry()).routes, ids=lambda route: route.name)
def test_every_route_and_parameter(route):
    assert route.rule in REFERENCE
    assert route.method in REFERENCE
    for parameter in route.takes.model_fields:
        assert f"`{parameter.removesuffix('_')}`" in REFERENCE


def test_every_metric():
    source = inspect.getsource(StoreMetrics)
    names = set(re.findall(r'(Gauge|Counter)MetricFamily\(\s*"(watchlist_\w+)"', source))
    assert len(names) > 10
    for kind, name in names:
        assert f"`{name}_total`" in REFERENCE if kind == "Counter" else f"`{name}`" in REFERENCE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text()):
        assert "://" in target or (page.parent / target).exists(), target
