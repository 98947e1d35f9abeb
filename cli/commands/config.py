"""`evwatch config`: the effective settings, each with where it may be set."""

import typer
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cli.output import say, table
from core.settings import config_file, load_settings

app = typer.Typer()


@app.command()
def config() -> None:
    """Print every setting with its effective value (secrets masked) and meaning."""
    settings = load_settings()
    path = config_file()
    say(f"# EVWATCH_<NAME> variables over {path} ({'read' if path.is_file() else 'absent'}) over defaults")
    rows = [
        (name, _shown(getattr(settings, name)), field.description or "")
        for name, field in type(settings).model_fields.items()
    ]
    table(("setting", "value", "meaning"), rows)


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        try:
            return make_url(value.get_secret_value()).render_as_string(hide_password=True)
        except ArgumentError:
            return str(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
