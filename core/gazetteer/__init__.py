"""Companies, brands and authorities with their names, the words of their trade, and ready rules.

    known = gazetteer()
    known.get("nio")                        the entity, or None
    known.of_type(EntityType.MAKER)         what @maker stands for, brands among them
    known.named("蔚来")                      the entities of that name
    known.context_terms("ev")               what makes a name count whose ``context`` is "ev"
    known.vocabularies["licence"]           the words for one kind of event
    known.presets["cn-licence"].query       a ready rule

A name stands where one of its ``forms`` stands, word by word as the analysis divides words. What else has
to hold, ``Name`` says: words of its context, its capitals.
"""

from core.gazetteer.load import gazetteer
from core.gazetteer.model import Entity, EntityType, Gazetteer, Name, Preset

__all__ = ["Entity", "EntityType", "Gazetteer", "Name", "Preset", "gazetteer"]
