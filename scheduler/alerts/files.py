"""Files of this machine as places for alerts."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from core.errors import ConfigError


def file_of(url: str) -> Path:
    """The file that ``scheme:///folder/name`` means; it need not be there yet, its folder must.

    Raises ConfigError for any other form, a folder that is not there, and what is there and is no file.
    """
    scheme = url.strip().partition("://")[0].lower()
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    path = Path(unquote(parts.path))
    if parts.netloc or parts.query or parts.fragment or not path.is_absolute() or not path.name:
        raise ConfigError(f"the address of a file is {scheme}:///folder/name, with the whole path")
    if "\0" in str(path) or not str(path).isprintable():
        raise ConfigError("the name of a file holds no control characters")
    if not path.parent.is_dir():
        raise ConfigError(f"there is no folder {path.parent}")
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path} is no file")
    return path
