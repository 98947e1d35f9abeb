"""One spelling of English: British and American forms of a word become the same string.

The result is a key, not text to read. A rule that also bends a word it was not meant for (``franchize``)
does no harm as long as no two different words meet in it.
"""

import re

# "-ise" is the key, not "-ize": the stemmer cuts "-ize" away and would make "authorize" an "author".
_ISE = "e|ed|es|er|ers|ing|ings|able|ation|ations|ational"
_OUR = "s|ed|ing|ings|er|ers|able|ably|ful|fully|less|ite|ites|al|ally|hood|hoods|y|ies"
_TRE = "cent|met|lit|theat|fib|calib|sab|spect|lust|meag|somb|mit"

# At least three letters stand before "-our" and "-ize": "tour", "four" and "prize" are words of their own.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(mal)?practis", r"\1practic"),
        (rf"(?<=[a-z]{{3}})iz({_ISE})$", r"is\1"),
        (r"(?<=[aeo])lyz(e|ed|es|er|ers|ing)$", r"lys\1"),
        (rf"(?<=[a-z]{{3}})our({_OUR})?$", r"or\1"),
        (r"^odour", "odor"),
        (rf"({_TRE})re(s?)$", r"\1er\2"),
        (r"(cent|mit)red$", r"\1ered"),
        (r"^(re)?centring$", r"\1centering"),
        (r"^(cent|fib)re(?=piece|line|fold|glass|optic)", r"\1er"),
        (r"(lic|def|off|pret)enc(?=e|ing)", r"\1ens"),
        (r"(?<=[a-z]{3})ogue(s?)$", r"og\1"),
        (r"^(fue|dia|due)ll(?=ed|ing|er)", r"\1l"),
        (r"dgement", "dgment"),
        (r"sulph", "sulf"),
        (r"plough", "plow"),
        (r"manoeuvre(s?)$", r"maneuver\1"),
        (r"manoeuvr(?=ed|ing|able)", "maneuver"),
        (r"^aluminium", "aluminum"),
        (r"^programme(s?)$", r"program\1"),
        (r"^cheque(s?)$", r"check\1"),
        (r"^disk(s?)$", r"disc\1"),
        (r"^focuss(?=e|i)", "focus"),
        (r"^(sk|w)ilful", r"\1illful"),
        (r"^tyre", "tire"),
        (r"^grey", "gray"),
        (r"^kerb", "curb"),
        (r"^mould", "mold"),
        (r"^enquir", "inquir"),
        (r"^sceptic", "skeptic"),
        (r"^artefact", "artifact"),
        (r"^jewellery", "jewelry"),
        (r"^aeroplane", "airplane"),
        (r"^carburett", "carburet"),
        (r"^ageing$", "aging"),
    )
)

# Nearly no word meets a rule: asked once whether any does, it is answered eight times faster.
_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _RULES))


def one_spelling(word: str) -> str:
    """``word`` (lower-case ASCII) in the spelling that its British and American forms share."""
    if _ANY.search(word) is None:
        return word
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word
