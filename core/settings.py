"""Settings: ``EVWATCH_*`` variables over ``evwatch.toml`` over defaults, read once at the entry point.

Each field's description is also its documentation: ``evwatch config`` prints it.
"""

import os
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, IPvAnyNetwork, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.errors import ConfigError

CONFIG_FILE_VARIABLE = "EVWATCH_CONFIG"
DEFAULT_CONFIG_FILE = Path("evwatch.toml")


class Settings(BaseSettings):
    """Everything an operator can turn. Frozen: pass it down, never change it."""

    model_config = SettingsConfigDict(
        env_prefix="EVWATCH_", frozen=True, extra="forbid", toml_file=DEFAULT_CONFIG_FILE
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/evwatch.db"),
        description="Where everything is kept: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
    )
    catalog_dir: Path | None = Field(
        None,
        description="Folder of source files (*.toml) to watch instead of evwatch's own catalogue.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    contact: str = Field(
        "",
        description="Your e-mail or web address, told to every site in the user agent.",
    )
    allow_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        (),
        description="Private or loopback networks that may be crawled, e.g. 10.1.0.0/16,127.0.0.0/8.",
    )
    host_delay_s: float = Field(
        2.0, ge=0, le=3600, description="Seconds between two requests to one host; one request at a time."
    )
    request_timeout_s: float = Field(30.0, gt=0, le=600, description="Seconds one request may take in all.")
    max_page_bytes: int = Field(
        15_000_000, ge=10_000, description="Largest page or feed that is read, in bytes after decompression."
    )
    extract_workers: int = Field(2, ge=1, le=64, description="Processes that parse what was fetched.")
    extract_timeout_s: float = Field(5.0, gt=0, le=120, description="Seconds one page may take to be parsed.")
    extract_memory_mb: int = Field(1500, ge=300, description="Memory one parsing process may use, in MB.")
    max_attempts: int = Field(
        5, ge=1, le=50, description="How often an article is tried before its link is given up with a reason."
    )

    poll_interval_s: float = Field(
        600.0,
        gt=0,
        description="Seconds between two polls of one list, on average over all lists: busy ones get more.",
    )
    poll_floor_s: float = Field(60.0, ge=1, description="Least seconds between two polls of one list.")
    poll_ceiling_s: float = Field(14_400.0, ge=60, description="Most seconds between two polls of one list.")
    crawl_tick_s: float = Field(15.0, gt=0, description="Seconds between two looks for feeds that are due.")
    match_tick_s: float = Field(5.0, gt=0, description="Seconds between two looks for unmatched articles.")
    deliver_tick_s: float = Field(5.0, gt=0, description="Seconds between two looks for messages to send.")
    crawl_deadline_s: float = Field(
        900.0,
        gt=0,
        description="Seconds after which a crawl process is ended; the next one goes on from there.",
    )
    crawl_shift_s: float = Field(
        60.0,
        gt=0,
        description="Seconds after which a crawl of the monitor takes no more links: what it leaves waits for"
        " the next one, which first asks the lists that are due.",
    )
    health_tick_s: float = Field(60.0, gt=0, description="Seconds between two looks at the sources' health.")
    proof_at: time | None = Field(
        None,
        description="When to send the daily proof of silence through the operations channels, e.g. 07:30.",
    )
    proof_zone: str = Field("UTC", description="IANA zone in which proof_at is meant, e.g. Europe/Berlin.")
    delivery_timeout_s: float = Field(20.0, gt=0, description="Seconds one alert channel may take to answer.")
    delivery_give_up_days: float = Field(
        3.0, gt=0, le=365, description="Days after which a message that no attempt could deliver is given up."
    )

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("must be one printable line")
        return value

    @field_validator("proof_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value!r}") from error

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @property
    def user_agent(self) -> str:
        """Who we say we are, with the operator's contact where one is set (RFC 9110 §10.1.5)."""
        return f"evwatch/0.1 ({self.contact or 'news monitor; operator has set no contact'})"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over file; no .env file, no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def config_file() -> Path:
    """The file read beneath the environment: ``$EVWATCH_CONFIG`` or ``evwatch.toml`` here."""
    return Path(os.environ.get(CONFIG_FILE_VARIABLE) or DEFAULT_CONFIG_FILE)


def load_settings() -> Settings:
    """The effective settings. Raises ConfigError with one line that names the setting and its place."""
    named = os.environ.get(CONFIG_FILE_VARIABLE)
    if named and not Path(named).is_file():
        raise ConfigError(f"{CONFIG_FILE_VARIABLE} names {named}, which is not a file")
    try:
        return Settings()
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{config_file()} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        raise ConfigError(
            f"setting {name!r} ({_place(name)}): {_reason(first['type'], first['msg'])}"
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"settings cannot be read: {error}") from error


def _place(name: str) -> str:
    variable = f"EVWATCH_{name.upper()}"
    return variable if variable in os.environ else str(config_file())


def _reason(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such setting; `evwatch config` lists them all"
    return message.removeprefix("Value error, ")
