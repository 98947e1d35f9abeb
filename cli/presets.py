"""The ready rules, by id."""

from core.closest import did_you_mean
from core.errors import ConfigError
from core.gazetteer.load import gazetteer
from core.gazetteer.model import Preset


def preset(preset_id: str) -> Preset:
    """The ready rule with that id. Raises ConfigError that names all there are."""
    ready = gazetteer().presets
    if preset_id not in ready:
        hint = did_you_mean(preset_id, ready)
        raise ConfigError(f"no preset {preset_id!r}{hint}; there are {', '.join(ready)}")
    return ready[preset_id]
