"""The catalogue: one TOML file per site, whose name is the site's id."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from core.errors import ConfigError
from core.settings import Settings
from core.source import Source

OWN = Path(__file__).parent


def load_catalog(folder: Path) -> list[Source]:
    """Every source of ``folder``, by id. Raises ConfigError that names the file and what is wrong in it."""
    if not folder.is_dir():
        raise ConfigError(f"catalogue folder {folder} does not exist")
    return [_load(path) for path in sorted(folder.glob("*.toml"))]


def catalog_of(settings: Settings) -> list[Source]:
    """The catalogue that ``settings`` name, or the one that comes with evwatch."""
    return load_catalog(settings.catalog_dir or OWN)


def _load(path: Path) -> Source:
    try:
        return Source.model_validate({"id": path.stem, **tomllib.loads(path.read_text("utf-8"))})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise ConfigError(f"{path}: {field}: {first['msg'].removeprefix('Value error, ')}") from error
