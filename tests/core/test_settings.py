"""Environment over file over defaults. Each case reads in a folder and environment of its own."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EVWATCH_{name.upper()}", raising=False)
    monkeypatch.delenv("EVWATCH_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.database_url.get_secret_value() == "sqlite:///data/evwatch.db"
    assert settings.allow_networks == ()
    assert settings.host_delay_s == 2.0


def test_the_environment_rules_over_the_file_and_the_file_over_the_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "evwatch.toml").write_text("host_delay_s = 7\nmax_attempts = 3\n")
    monkeypatch.setenv("EVWATCH_HOST_DELAY_S", "1.5")
    settings = load_settings()
    assert (settings.host_delay_s, settings.max_attempts, settings.extract_workers) == (1.5, 3, 2)


def test_a_file_elsewhere_is_read_when_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('contact = "desk@example.org"\n')
    monkeypatch.setenv("EVWATCH_CONFIG", str(tmp_path / "other.toml"))
    assert "desk@example.org" in load_settings().user_agent


def test_networks_are_a_list_in_the_file_and_commas_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected = (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    (tmp_path / "evwatch.toml").write_text('allow_networks = ["10.0.0.0/8", "::1/128"]\n')
    assert load_settings().allow_networks == expected
    monkeypatch.setenv("EVWATCH_ALLOW_NETWORKS", "10.0.0.0/8, ::1/128,")
    assert load_settings().allow_networks == expected


def test_a_contact_cannot_smuggle_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVWATCH_CONTACT", "me\nX-Evil: 1")
    with pytest.raises(ConfigError, match=r"EVWATCH_CONTACT.*one printable line"):
        load_settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVWATCH_DATABASE_URL", "postgresql+psycopg://me:hunter2@host/name")
    assert "hunter2" not in repr(load_settings())


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().host_delay_s = 0  # type: ignore[misc]


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    described = Settings.model_fields[name].description or ""
    assert described.endswith(".")
