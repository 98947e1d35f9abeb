"""In which language the article is written: by script, by statistics, by declaration."""

from collections.abc import Iterable

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawler.extraction.wording import cjk_language

# What news in reach of the catalogue is written in; fewer choices make fewer blunders on short texts.
LANGUAGES = (
    "ar bg bs ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nl no pl pt ro ru sk"
    " sl sr sv th tr uk vi zh"
).split()
SAMPLE_CHARACTERS = 1_000
# Shorter texts say less than the declaration.
ENOUGH_CHARACTERS = 200

_identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
_identifier.set_languages(LANGUAGES)


def language(text: str, declared: Iterable[str], *, source: str = "") -> tuple[str, float]:
    """(ISO 639-1 code, confidence) of ``text``; empty when neither it nor ``declared`` says anything.

    A page that declares the language of its ``source`` is believed.
    """
    by_script = cjk_language(text)
    if by_script:
        return by_script, 0.99
    claims = [code for code in map(_code, declared) if code]
    if source and claims[:1] == [_code(source)]:
        return claims[0], 0.9
    if len(text) < ENOUGH_CHARACTERS:
        return (claims[0], 0.6) if claims else (_statistical(text), 0.4) if len(text) > 40 else ("", 0.0)
    found = _statistical(text)
    return found, 0.95 if found in claims else 0.8


def _statistical(text: str) -> str:
    found = str(_identifier.classify(text[:SAMPLE_CHARACTERS])[0])
    return "no" if found in ("nb", "nn") else found


def _code(claim: str) -> str:
    code = claim.strip().lower()[:2]
    return "no" if code in ("nb", "nn") else code if code.isalpha() and len(code) == 2 else ""
