"""Countries with their time zones and currencies, from the time zone database and ISO 4217."""

from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

# Where the database does not name the zone most people of the country live in first.
_MAIN_ZONE = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}

_COUNTRIES_BY_CURRENCY = {
    "AED": "AE",
    "ARS": "AR",
    "AUD": "AU CC CX KI NF NR TV",
    "BGN": "BG",
    "BRL": "BR",
    "CAD": "CA",
    "CHF": "CH LI",
    "CLP": "CL",
    "CNY": "CN",
    "COP": "CO",
    "CZK": "CZ",
    "DKK": "DK FO GL",
    "EGP": "EG",
    "EUR": "AD AT AX BE BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA YT",
    "GBP": "GB GG IM JE",
    "HKD": "HK",
    "HUF": "HU",
    "IDR": "ID",
    "ILS": "IL PS",
    "INR": "BT IN",
    "ISK": "IS",
    "JPY": "JP",
    "KES": "KE",
    "KRW": "KR",
    "MAD": "EH MA",
    "MXN": "MX",
    "MYR": "MY",
    "NGN": "NG",
    "NOK": "BV NO SJ",
    "NZD": "CK NU NZ PN TK",
    "PEN": "PE",
    "PHP": "PH",
    "PKR": "PK",
    "PLN": "PL",
    "QAR": "QA",
    "RON": "RO",
    "RSD": "RS",
    "RUB": "RU",
    "SAR": "SA",
    "SEK": "SE",
    "SGD": "SG",
    "THB": "TH",
    "TRY": "TR",
    "TWD": "TW",
    "UAH": "UA",
    "USD": "AS BQ EC FM GU IO MH MP PR PW SV TC TL UM US VG VI",
    "UYU": "UY",
    "VND": "VN",
    "XOF": "BF BJ CI GW ML NE SN TG",
    "ZAR": "ZA",
}
CURRENCIES = tuple(_COUNTRIES_BY_CURRENCY)
_CURRENCY = {country: currency for currency, countries in _COUNTRIES_BY_CURRENCY.items() for country in countries.split()}


@lru_cache
def names() -> dict[str, str]:
    """Name by ISO 3166 code, in the order of names; only countries that have a time zone."""
    named = {code: name for code, name, *_ in _lines("iso3166.tab") if code in zones()}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@lru_cache
def zones() -> dict[str, tuple[str, ...]]:
    """Time zones by country, the main one first."""
    found: dict[str, list[str]] = {}
    for code, _, zone, *_ in _lines("zone.tab"):
        found.setdefault(code, []).append(zone)
    for code, main in _MAIN_ZONE.items():
        found[code].sort(key=lambda zone: zone != main)
    return {code: tuple(listed) for code, listed in found.items()}


@lru_cache
def all_zones() -> tuple[str, ...]:
    """Every time zone a person may choose, by name."""
    return ("UTC", *sorted({zone for listed in zones().values() for zone in listed}))


def is_zone(name: str) -> bool:
    """Whether this names a time zone; former names count, what only one system knows does not."""
    return ("/" in name and name in available_timezones()) or name == "UTC"


def main_zone(country: str) -> str:
    return zones()[country][0]


def currency_of(country: str) -> str:
    """The currency most people pay in there; EUR where the list has none."""
    return _CURRENCY.get(country, "EUR")


def _lines(name: str) -> list[list[str]]:
    text = resources.files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
