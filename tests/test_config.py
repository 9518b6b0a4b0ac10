"""Settings: defaults < file < environment, and clear refusals."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from watchlist import config
from watchlist.errors import ConfigError
from watchlist.matching import Threshold
from watchlist.matching.policy import SEVERITIES, SeverityRow
from watchlist.model.alerts import Severity
from watchlist.model.entities import Basis, NameKind, Schema

SHIPPED = PROJECT / "config" / "watchlist.toml"


def load(environment=None, file=None, text=None, tmp_path=None):
    if text is not None:
        file = tmp_path / "settings.toml"
        file.write_text(text)
    return config.load(environment or {}, file, shipped=PROJECT)


def test_the_shipped_file_states_every_key_and_its_default():
    """A key that is commented out has no default worth writing; all others stand as the code has them."""
    text = SHIPPED.read_text()
    raw = tomllib.loads(text)
    defaults = config.Settings()
    paths = {"lists.files", "lists.publishers", "sources.folders"}
    for key, (section, name) in config.known_settings().items():
        if name in raw.get(section, {}):
            default = getattr(getattr(defaults, section), name)
            default = list(default) if isinstance(default, tuple) else default
            assert key in paths or raw[section][name] == default, key
        else:
            assert re.search(rf"^# {name} = ", text, re.MULTILINE), f"{key} is not in {SHIPPED.name}"


def test_every_setting_says_what_it_is_for():
    assert [setting.key for setting in load(file=SHIPPED).table() if not setting.description] == []


def test_environment_beats_file_beats_default(tmp_path):
    loaded = load({"WATCHLIST_API_PORT": "9000"}, text="[api]\nport = 8000\nthreads = 4\n", tmp_path=tmp_path)
    assert (loaded.settings.api.port, loaded.settings.api.threads, loaded.settings.api.host) == (9000, 4, "127.0.0.1")
    origins = {setting.key: setting.origin for setting in loaded.table()}
    assert origins["api.port"] == "WATCHLIST_API_PORT"
    assert origins["api.threads"].endswith("settings.toml")
    assert origins["api.host"] == "default"


def test_paths_in_a_file_are_meant_from_where_it_stands(tmp_path):
    loaded = load(text='[sources]\nfolders = ["../news", "/data/in"]\n', tmp_path=tmp_path)
    assert loaded.settings.sources.folders == (tmp_path.parent / "news", Path("/data/in"))


def test_settings_that_say_nothing_of_lists_use_the_shipped_ones(tmp_path):
    assert len(load(text="[api]\nport = 8000\n", tmp_path=tmp_path).settings.lists.files) == 7
    assert load(text="[lists]\nfiles = []\n", tmp_path=tmp_path).settings.lists.files == ()


def test_several_paths_in_a_variable_are_parted_by_commas():
    loaded = load({"WATCHLIST_SOURCES_FOLDERS": "/a, /b"})
    assert loaded.settings.sources.folders == (Path("/a"), Path("/b"))


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path):
    (tmp_path / "key").write_text("a-long-and-secret-key\n")
    loaded = load({"WATCHLIST_API_KEY_FILE": str(tmp_path / "key")})
    assert loaded.settings.api.key.get_secret_value() == "a-long-and-secret-key"
    shown = {setting.key: setting.value for setting in loaded.table()}
    assert shown["api.key"] == "***"


@pytest.mark.parametrize(
    ("environment", "text", "reasons"),
    [
        pytest.param({}, "[api]\nprot = 1\n", ["'api.prot'", "did you mean 'api.port'?"], id="unknown-key"),
        pytest.param({}, "port = 1\n", ["'port' stands outside a section"], id="key-outside-a-section"),
        pytest.param({}, "[api]\nport = 'x'\n", ["api.port = 'x'", "settings.toml"], id="bad-value"),
        pytest.param({}, "[api]\nport = 70000\n", ["api.port = 70000", "65535"], id="out-of-range"),
        pytest.param({}, "[api\n", ["not TOML"], id="not-toml"),
        pytest.param(
            {"WATCHLIST_API_PROT": "1"}, "", ["WATCHLIST_API_PROT", "WATCHLIST_API_PORT?"], id="unknown-variable"
        ),
        pytest.param({"WATCHLIST_API_PORT": "x"}, "", ["api.port = 'x'", "WATCHLIST_API_PORT"], id="bad-variable"),
        pytest.param({"WATCHLIST_API_KEY_FILE": "/no/where"}, "", ["WATCHLIST_API_KEY_FILE"], id="secret-file-missing"),
    ],
)
def test_what_it_does_not_know_it_refuses(tmp_path, environment, text, reasons):
    with pytest.raises(ConfigError) as refused:
        load(environment, text=text, tmp_path=tmp_path)
    for reason in reasons:
        assert reason in str(refused.value)


def test_a_secret_is_not_shown_when_it_is_refused():
    with pytest.raises(ConfigError) as refused:
        load().override(api={"key": ["hush"]})
    assert "hush" not in str(refused.value)


def test_what_kubernetes_puts_beside_a_service_is_no_setting():
    load({"WATCHLIST_SERVICE_HOST": "10.0.0.1", "WATCHLIST_PORT": "tcp://10.0.0.1:80", "WATCHLIST_PORT_80_TCP": "x"})


def test_a_settings_file_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such settings file"):
        load(file=Path("nowhere.toml"))


THRESHOLDS = '[{ schema = "Vessel", alert_at = 85 }, { publisher = "ofac", kind = "alias", alert_at = 90.0 }]'


def test_thresholds_from_file_and_environment(tmp_path):
    wanted = (Threshold(85.0, schema=Schema.VESSEL), Threshold(90.0, publisher="ofac", kind=NameKind.ALIAS))
    loaded = load(text=f"[policy]\nthresholds = {THRESHOLDS}\n", tmp_path=tmp_path)
    assert loaded.settings.matching_policy().thresholds == wanted
    assert loaded.override(api={"port": 9000}).settings.matching_policy().thresholds == wanted
    value = json.dumps([{"schema": "Vessel", "alert_at": 85}, {"publisher": "ofac", "kind": "alias", "alert_at": 90}])
    assert load({"WATCHLIST_POLICY_THRESHOLDS": value}).settings.matching_policy().thresholds == wanted
    shown = {setting.key: setting.value for setting in loaded.table()}
    assert shown["policy.thresholds"].startswith('{"alert_at": 85.0, "schema": "Vessel"}')


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param('[{ schema = "Ship", alert_at = 85 }]', "policy.thresholds = 'Ship'", id="unknown-schema"),
        pytest.param('[{ publisher = "ofac" }]', "Field required", id="no-points"),
        pytest.param('[{ list = "ofac", alert_at = 85 }]', "Extra inputs are not permitted", id="unknown-key"),
        pytest.param("[{ alert_at = 101 }]", "less than or equal to 100", id="too-many-points"),
        pytest.param('"none"', "policy.thresholds = 'none'", id="no-list"),
    ],
)
def test_a_bad_threshold_is_refused(tmp_path, value, reason):
    with pytest.raises(ConfigError, match=re.escape(reason)):
        load(text=f"[policy]\nthresholds = {value}\n", tmp_path=tmp_path)


def test_severities_from_the_environment_are_json_and_kinds_are_parted_by_commas():
    rows = '[{"severity": "critical", "min_score": 90, "basis": "named"}]'
    policy = load({"WATCHLIST_POLICY_SEVERITIES": rows, "WATCHLIST_POLICY_LOWER_FOR": "sport, delisting"})
    made = policy.settings.matching_policy()
    assert made.severities == (SeverityRow(Severity.CRITICAL, 90.0, Basis.NAMED),)
    assert made.lower_for == ("sport", "delisting")
    assert load().settings.matching_policy().severities == SEVERITIES


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        pytest.param('[{"severity": "urgent"}]', "urgent", id="unknown-severity"),
        pytest.param('[{"severity": "high", "min_score": 101}]', "101", id="score-out-of-range"),
        pytest.param('[{"severity": "high", "colour": "red"}]', "red", id="unknown-key"),
        pytest.param("high", "high", id="no-table"),
    ],
)
def test_a_wrong_severity_is_named(rows, named):
    with pytest.raises(ConfigError, match=named):
        load({"WATCHLIST_POLICY_SEVERITIES": rows})
