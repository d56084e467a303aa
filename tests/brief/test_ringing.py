"""What telephone systems send: 588 spellings of 28 numbers in 14 countries, withheld numbers, and lines nobody filled in.

spellings.csv holds one query a row, as it stands in the address, and the number it must resolve to in an organization of that
country. It was written by rule from each country's own forms: international, national, digits alone, with the way out of the
country, with dots, dashes, slashes and no-break spaces, as link, SIP header and base64, with a plus sign that nobody quoted or
that was quoted twice, and with extensions.
"""

import csv
from pathlib import Path

import pytest
from django.http import QueryDict

from presence.customers import phones
from touchpoints.brief import ringing

SPELLINGS = list(csv.DictReader((Path(__file__).parent / "spellings.csv").read_text(encoding="utf-8").splitlines()))


def read(query: str) -> ringing.Ring:
    return ringing.read(QueryDict(query).dict())


def test_the_corpus_is_large_and_of_many_countries() -> None:
    assert len(SPELLINGS) >= 500
    assert len({row["country"] for row in SPELLINGS}) >= 10
    assert len({row["spelling"] for row in SPELLINGS}) >= 20


def test_every_spelling_resolves() -> None:
    read_as = [phones.parse(read(row["query"]).number, row["country"]).e164 for row in SPELLINGS]

    assert read_as == [row["e164"] for row in SPELLINGS]


@pytest.mark.parametrize(
    "query",
    ["phone=", "phone=anonymous", "number=Anonymous%20%3Csip:anonymous@anonymous.invalid%3E", "callerid=Withheld", "tel=0",
     "phone=unknown", "CallerID=Private%20number", "phone=%2B", "phone=Nummer%20unterdr%C3%BCckt", "phone=null", "phone=-1"],
)  # fmt: skip
def test_a_withheld_number_is_no_number(query: str) -> None:
    ring = read(query)

    assert (ring.number.strip(" +"), ring.was_told) == ("", True)


@pytest.mark.parametrize(
    "query",
    ["phone=%CallerNumber%", "phone=[Number]", "phone={CALLERNUM}", "phone={{NewPhoneContact.ANI}}", "CallerID=XXX",
     "b64=1&phone=<base64($RemoteParty)>", "phone=[%%20Data.UserPhone%20|%20uri%20%]", "phone=number"],
)  # fmt: skip
def test_a_placeholder_nobody_filled_is_told_apart(query: str) -> None:
    ring = read(query)

    assert (ring.number, ring.is_placeholder) == ("", True)


def test_the_first_parameter_that_says_something_counts() -> None:
    assert read("phone=&number=021234567&tel=0470123456").number == "021234567"


def test_base64_that_is_none_is_read_as_it_stands() -> None:
    assert read("b64=1&phone=02%20123%2045%2067").number == "02 123 45 67"


def test_what_else_may_be_sent_along() -> None:
    ring = read("phone=021234567&ext=204&dir=OUTBOUND&call_id=7&email=%20ana@harbor.example%20&ref=CRM-1")

    assert (ring.is_outgoing, ring.email, ring.ref) == (True, "ana@harbor.example", "CRM-1")


def test_a_very_long_parameter_is_cut() -> None:
    assert len(read("phone=" + "1" * 100_000).number) == ringing.LONGEST
