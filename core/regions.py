"""Which part of the world a country belongs to, as people who watch cars divide it."""

from collections.abc import Mapping
from types import MappingProxyType

# ISO 3166-1; EU stands among them for what the Union publishes.
_COUNTRIES = {
    "china": "CN HK MO",
    "asia-pacific": """AF AS AU BD BN BT CC CK CX FJ FM GU HM ID IN IO JP KH KI KP KR LA LK MH MM MN MP MV MY
        NC NF NP NR NU NZ PF PG PH PK PN PW SB SG TH TK TL TO TV TW UM VN VU WF WS""",
    "europe": """AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES EU FI FO FR GB GG GI GR HR HU IE IM IS IT JE
        LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA""",
    "north-america": "CA GL PM US",
    "latin-america": """AG AI AR AW BB BL BM BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY
        HN HT JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI""",
    "middle-east": "AE AM AZ BH GE IL IQ IR JO KG KW KZ LB OM PS QA SA SY TJ TM TR UZ YE",
    "africa": """AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG
        ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW""",
    "antarctica": "AQ",
}

REGIONS = tuple(_COUNTRIES)
REGION_OF: Mapping[str, str] = MappingProxyType(
    {country: region for region, countries in _COUNTRIES.items() for country in countries.split()}
)


def region_of(country: str) -> str:
    """The region of an ISO 3166-1 code; empty for what is none."""
    return REGION_OF.get(country, "")
