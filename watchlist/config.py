"""Settings: defaults < file < environment. What it does not know it refuses, naming key, value and what would do."""

import difflib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from watchlist.errors import ConfigError
from watchlist.fetch.reach import networks
from watchlist.matching.policy import SEVERITIES, Policy, SeverityRow, Threshold
from watchlist.model.alerts import Severity
from watchlist.model.entities import Basis, NameKind, Schema

_ENVIRONMENT = re.compile(r"WATCHLIST_[A-Z0-9_]+")
# Kubernetes puts these beside every container when a Service is called "watchlist"; they are not settings.
_SERVICE_LINKS = re.compile(r"WATCHLIST_(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_\d+_.*)")
SHIPPED_LISTS = (
    "entities.toml",
    "sectors.toml",
    "official-sectors.toml",
    "weapons.toml",
    "units.toml",
    "countries.toml",
    "evidence.toml",
)
# All that are free of conditions; the Consolidated Screening List repeats OFAC's.
OFFICIAL_LISTS = ("ofac_sdn", "ofac_consolidated", "uk", "un", "eu", "canada", "switzerland")
_OURS = {"WATCHLIST_CONFIG"}

_POLICY = Policy()
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Points = Annotated[float, Field(ge=0, le=100)]


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    networks(texts)
    return texts


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreSettings(_Section):
    """Where alerts are kept."""

    data_dir: Path = Field(
        Path("watchlist-data"), description="Folder for the database and the lock of the leading worker."
    )
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL of a PostgreSQL database; without it, SQLite in data_dir."
    )
    keep_days: Annotated[float, Field(ge=1, le=36_500)] | None = Field(
        None, description="Days for which texts are kept; alerts keep what they need. Without it, for ever."
    )


class ListsSettings(_Section):
    """Which lists make up the watchlist."""

    files: tuple[Path, ...] = Field((), description="List files, read in this order.")
    refresh_every: Seconds = Field(60.0, description="Seconds between two looks for changed list files.")
    max_shrink: Annotated[float, Field(ge=0, le=1)] = Field(
        0.2, description="Share of its entities or names that a publisher's list may lose at once; more is refused."
    )
    official: tuple[str, ...] = Field(
        OFFICIAL_LISTS, description="Official lists to fetch, by their names in the file of publishers."
    )
    publishers: Path | None = Field(
        None, description="Where official lists are published; without it, the shipped publishers.toml."
    )
    eu_token: SecretStr | None = Field(
        None, description="Token for the list of the EU, which the Commission gives; without it that is not fetched."
    )
    offline: bool = Field(False, description="Fetch nothing; official lists come through the folder incoming alone.")
    incoming: Path | None = Field(
        None, description="Folder in which lists may be dropped, read like a download; default: incoming in data_dir."
    )
    fetch_seconds: Annotated[float, Field(ge=1, le=3600)] = Field(
        300.0, description="Seconds that fetching one file may take, retries included."
    )
    max_bytes: Annotated[int, Field(ge=1_000, le=2_000_000_000)] = Field(
        500_000_000, description="Larger files of a list are refused; bytes when unpacked."
    )
    stale_after: Annotated[float, Field(ge=60, le=31_536_000)] = Field(
        259_200.0, description="Seconds without a good look after which a list is called stale."
    )


class SourcesSettings(_Section):
    """Where new text appears."""

    folders: tuple[Path, ...] = Field((), description="Watched folders, searched with all their subfolders.")
    scan_every: Seconds = Field(15.0, description="Seconds between two scans of the folders.")
    settle: Annotated[float, Field(ge=0, le=60)] = Field(
        1.0, description="Seconds a file must rest unchanged before it is read, so that no half-written text is."
    )
    max_file_bytes: Annotated[int, Field(ge=1, le=1_000_000_000)] = Field(
        20_000_000, description="Larger files, pages and feeds are named and left alone; bytes, also when unpacked."
    )
    file: Path | None = Field(
        None, description="File that names feeds, pages, sitemaps and mailboxes; without it, there are none."
    )
    run_seconds: Annotated[float, Field(ge=1, le=3600)] = Field(
        300.0, description="Seconds that one look at a source may take; the next goes on where it ended."
    )
    max_backlog: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        100_000, description="While so many texts wait to be screened, no more are gathered, and POST is refused."
    )


class FetchSettings(_Section):
    """How the web is reached, for lists and sources."""

    proxy: str | None = Field(
        None, description="Proxy for all requests, as http://host:port; without it, what the environment says."
    )
    ca_file: Path | None = Field(
        None, description="Certificates of authorities to trust, in PEM; without it, those that requests brings."
    )
    user_agent: str | None = Field(None, description="What requests call us; without it, watchlist and its version.")
    private_networks: Annotated[tuple[str, ...], AfterValidator(_networks)] = Field(
        (), description="Networks such as 10.0.0.0/8 that sources may lead into; without one, public addresses alone."
    )
    host_interval: Annotated[float, Field(ge=0, le=60)] = Field(
        1.0, description="Seconds between two requests of the sources to one host."
    )
    seconds: Annotated[float, Field(ge=1, le=600)] = Field(
        30.0, description="Seconds that one page or feed may take, retries included."
    )


class ApiSettings(_Section):
    """The HTTP service."""

    host: str = Field("127.0.0.1", description="Address to listen on; beyond loopback a key is needed.")
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(8080, description="Port to listen on; 0 takes a free one.")
    key: SecretStr | None = Field(None, description="A first key with the role admin; at least 16 characters.")
    create_key: bool = Field(False, description="Without any key, make one at the first start and print it once.")
    threads: Annotated[int, Field(ge=2, le=256)] = Field(8, description="Requests worked at the same time.")
    max_wait: Annotated[float, Field(ge=0, le=30)] = Field(
        30.0, description="Seconds a long poll waits at the most; less where a proxy cuts silent connections earlier."
    )
    max_body_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = Field(
        10_000_000, description="Larger request bodies are refused with 413."
    )
    requests_per_minute: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        60_000, description="Requests that one key may make in a minute; more are refused with 429."
    )


class ReviewSettings(_Section):
    """How alerts are reviewed."""

    remember_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        365.0, description="Days for which a false positive closes later alerts that rest on the same."
    )
    session_hours: Annotated[float, Field(ge=0.1, le=168)] = Field(
        12.0, description="Hours after which who signed in to the review page must do so again."
    )
    reasons: tuple[str, ...] = Field(
        (
            "Another party of the same name",
            "The name means something else here",
            "Already known and dealt with",
            "It is the listed party",
            "Needs a second look",
        ),
        description="Reasons that the review page suggests.",
    )


class ThresholdSettings(_Section):
    """Where something else than `policy.alert_at` holds."""

    alert_at: Points
    publisher: str | None = None
    programme: str | None = None
    schema_: Schema | None = Field(None, alias="schema")
    kind: NameKind | None = None


class SeveritySettings(_Section):
    """Which hits have a severity."""

    severity: Severity
    min_score: Points = 0.0
    basis: Basis | None = None
    schema_: Schema | None = Field(None, alias="schema")
    evidence: tuple[str, ...] = ()


class PolicySettings(_Section):
    """When a hit becomes an alert, and how urgent it is; points from 0 to 100."""

    alert_at: Points = Field(_POLICY.alert_at, description="A hit from this score on becomes an alert.")
    mention_at: Points = Field(_POLICY.mention_at, description="Mentions below this score are not kept.")
    thresholds: tuple[ThresholdSettings, ...] = Field(
        (),
        description="Another alert_at for a publisher, programme, schema or kind of name; the last that fits counts.",
    )
    severities: tuple[SeveritySettings, ...] | None = Field(
        None,
        description="How soon someone should look: the first row that fits counts, and low where none does. "
        "Without it the table of the explanation holds.",
    )
    lower_for: tuple[str, ...] = Field(
        _POLICY.lower_for, description="Kinds of evidence that make a hit one step less urgent."
    )


class LogSettings(_Section):
    """What the service says on standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is said.")


class Settings(_Section):
    """Every setting, checked."""

    store: StoreSettings = StoreSettings()
    lists: ListsSettings = ListsSettings()
    sources: SourcesSettings = SourcesSettings()
    fetch: FetchSettings = FetchSettings()
    api: ApiSettings = ApiSettings()
    review: ReviewSettings = ReviewSettings()
    policy: PolicySettings = PolicySettings()
    log: LogSettings = LogSettings()

    def matching_policy(self) -> Policy:
        """The policy as the matcher takes it."""
        numbers = self.policy.model_dump(exclude={"thresholds", "severities"})
        rows = self.policy.severities
        return Policy(
            **numbers,
            thresholds=tuple(_threshold(one) for one in self.policy.thresholds),
            severities=SEVERITIES if rows is None else tuple(_severity(row) for row in rows),
        )


def _threshold(one: ThresholdSettings) -> Threshold:
    return Threshold(one.alert_at, one.publisher, one.programme, one.schema_, one.kind)


def _severity(row: SeveritySettings) -> SeverityRow:
    return SeverityRow(row.severity, row.min_score, row.basis, row.schema_, row.evidence)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as `watchlist config` shows it; a secret's value is masked."""

    key: str
    variable: str
    value: str
    origin: str
    description: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, and where each came from."""

    settings: Settings
    file: Path
    origins: Mapping[str, str]

    def table(self) -> Iterator[Setting]:
        """Every setting in the order of the file."""
        for key, (section, name) in known_settings().items():
            value = getattr(getattr(self.settings, section), name)
            field = type(getattr(self.settings, section)).model_fields[name]
            yield Setting(key, variable(key), _show(value), self.origins.get(key, "default"), field.description or "")

    def override(self, **sections: dict[str, Any]) -> "Loaded":
        """The same with values from the command line, checked like all others."""
        raw = self.settings.model_dump(by_alias=True)
        origins = dict(self.origins)
        for section, values in sections.items():
            for name, value in values.items():
                if value is not None:
                    raw[section][name] = value
                    origins[f"{section}.{name}"] = "command line"
        return replace(self, settings=_validate(raw, origins), origins=origins)


def load(environment: Mapping[str, str], file: Path | None = None, *, shipped: Path) -> Loaded:
    """Settings from the defaults, one file and the environment.

    Args:
        environment: usually `os.environ`.
        file: the file to read; without it WATCHLIST_CONFIG, then ./config/watchlist.toml, then the shipped one.
        shipped: the folder of the shipped settings.

    Raises:
        ConfigError: an unknown or bad setting, or a file that cannot be read.
    """
    chosen = _choose(environment, file, shipped)
    origins: dict[str, str] = {}
    raw: dict[str, dict[str, Any]] = {section: {} for section in Settings.model_fields}
    for key, value in _from_file(chosen):
        section, name = _known(key, f"in {chosen}")
        raw[section][name] = _beside(chosen.parent, section, name, value)
        origins[key] = str(chosen)
    for key, (value, name_of) in _from_environment(environment).items():
        section, name = known_settings()[key]
        raw[section][name] = _split(section, name, value)
        origins[key] = name_of
    if "lists.files" not in origins:
        # Settings that say nothing of lists must not mean that nothing is looked for.
        raw["lists"]["files"] = [shipped / "config" / name for name in SHIPPED_LISTS]
    if "lists.publishers" not in origins:
        raw["lists"]["publishers"] = shipped / "config" / "publishers.toml"
    return Loaded(_validate(raw, origins), chosen, origins)


def known_settings() -> dict[str, tuple[str, str]]:
    """Every key `section.name` with its two parts, in order."""
    return {
        f"{section}.{name}": (section, name)
        for section, field in Settings.model_fields.items()
        for name in _section_type(field.annotation).model_fields
    }


def variable(key: str) -> str:
    """The environment variable of a key: WATCHLIST_API_PORT; store and log keys go by their own names alone."""
    section, name = key.split(".")
    return f"WATCHLIST_{name}".upper() if section == "store" else f"WATCHLIST_{section}_{name}".upper()


def shipped_folder(package: Path) -> Path:
    """The folder that holds config/ and corpus/: inside an installed package, or beside it in a checkout."""
    inside = package / "_shipped"
    return inside if inside.is_dir() else package.parent


def _choose(environment: Mapping[str, str], file: Path | None, shipped: Path) -> Path:
    if file is None and (named := environment.get("WATCHLIST_CONFIG")):
        file = Path(named)
    if file is not None:
        if not file.is_file():
            raise ConfigError(f"{file}: there is no such settings file; expected a TOML file")
        return file
    here = Path("config/watchlist.toml")
    return here if here.is_file() else shipped / "config" / "watchlist.toml"


def _from_file(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not TOML in UTF-8: {error}") from None
    for section, values in raw.items():
        if not isinstance(values, dict):
            raise ConfigError(f"{file}: {section!r} stands outside a section; expected {_sections()}")
        for name, value in values.items():
            yield f"{section}.{name}", value


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    by_variable = {variable(key): key for key in known_settings()}
    found: dict[str, tuple[str, str]] = {}
    for name, value in sorted(environment.items()):
        if not _ENVIRONMENT.fullmatch(name) or name in _OURS or _SERVICE_LINKS.fullmatch(name):
            continue
        if name in by_variable:
            found[by_variable[name]] = value, name
        elif name.endswith("_FILE") and _is_secret(key := by_variable.get(name.removesuffix("_FILE"), "")):
            found[key] = _secret_from(name, value), name
        else:
            near = difflib.get_close_matches(name, by_variable, 1)
            raise ConfigError(f"{name} is not a setting{f'; did you mean {near[0]}?' if near else ''}")
    return found


def _secret_from(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}={path!r}: cannot be read: {error}; expected a file that holds the secret") from None


def _known(key: str, where: str) -> tuple[str, str]:
    known = known_settings()
    if key not in known:
        near = difflib.get_close_matches(key, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; expected a key of {_sections()}"
        raise ConfigError(f"{key!r} {where} is not a setting{hint}")
    return known[key]


def _sections() -> str:
    return ", ".join(f"[{section}]" for section in Settings.model_fields)


def _section_type(annotation: Any) -> type[_Section]:
    kind: type[_Section] = annotation
    return kind


def _annotation(section: str, name: str) -> Any:
    return _section_type(Settings.model_fields[section].annotation).model_fields[name].annotation


def _is_secret(key: str) -> bool:
    return key in known_settings() and "SecretStr" in str(_annotation(*known_settings()[key]))


def _beside(folder: Path, section: str, name: str, value: Any) -> Any:
    """Paths in a file are meant from where the file stands."""
    annotation = _annotation(section, name)
    if annotation in (Path, Path | None) and isinstance(value, str):
        return Path(os.path.normpath(folder / value))
    if annotation == tuple[Path, ...] and isinstance(value, list):
        return [Path(os.path.normpath(folder / item)) if isinstance(item, str) else item for item in value]
    return value


def _split(section: str, name: str, value: str) -> Any:
    """Several values in one variable are parted by commas; what has parts of its own is JSON."""
    annotation = _annotation(section, name)
    if annotation in (tuple[ThresholdSettings, ...], tuple[SeveritySettings, ...] | None):
        try:
            return json.loads(value)
        except ValueError:
            return value
    if annotation in (tuple[Path, ...], tuple[str, ...]):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _validate(raw: dict[str, Any], origins: Mapping[str, str]) -> Settings:
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            key = ".".join(str(part) for part in problem["loc"][:2])
            value = "***" if _is_secret(key) else repr(problem["input"])
            lines.append(f"{key} = {value} (from {origins.get(key, 'default')}): {problem['msg']}")
        raise ConfigError("\n".join(lines)) from None


def _show(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "***"
    if isinstance(value, ThresholdSettings):
        return json.dumps(value.model_dump(mode="json", by_alias=True, exclude_none=True))
    if isinstance(value, tuple):
        return ", ".join(_show(item) for item in value)
    return "" if value is None else str(value)
