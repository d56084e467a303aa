"""What is found about a sender's domain, against a name server on this machine."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests import names
from touchpoints.delivery import domains

RIGHT = {
    ("ours.example.", "TXT"): ['"hello"', '"v=spf1 include:mail.example ~all"'],
    ("ours.example.", "MX"): ["10 mail.ours.example."],
    ("s1._domainkey.ours.example.", "TXT"): ['"v=DKIM1; k=rsa; p=MIIB" "IjAN"'],
    ("_dmarc.ours.example.", "TXT"): ['"v=DMARC1; p=quarantine"'],
}


@pytest.fixture
def zone(settings: Settings) -> Iterator[names.Zone]:
    with names.answering(names.Zone(dict(RIGHT))) as zone:
        settings.DNS_SERVERS = [f"127.0.0.1:{zone.port}"]
        yield zone


def verdicts(sender: str = "care@ours.example", selector: str = "s1") -> dict[str, str]:
    found = domains.check(sender=sender, reply="", selector=selector)
    assert all(one["said"] for one in found)
    assert all(one["todo"] for one in found if one["verdict"] != "good")
    return {one["name"]: one["verdict"] for one in found}


def test_a_domain_with_everything_right(zone: names.Zone) -> None:
    assert set(verdicts().values()) == {"good"}
    assert domains.is_fit(domains.check(sender="care@ours.example", reply="", selector="s1"))


@pytest.mark.parametrize(
    ("changed", "records", "name", "verdict"),
    [
        (("ours.example.", "TXT"), ['"hello"'], "SPF", "wrong"),
        (("ours.example.", "TXT"), ['"v=spf1 -all"', '"v=spf1 ~all"'], "SPF", "wrong"),
        (("ours.example.", "TXT"), ['"v=spf1 +all"'], "SPF", "wrong"),
        (("ours.example.", "TXT"), ['"v=spf1 mx"'], "SPF", "wrong"),
        (("ours.example.", "TXT"), [f'"v=spf1 {" ".join(f"include:n{n}.example" for n in range(11))} -all"'], "SPF", "wrong"),
        (("ours.example.", "TXT"), ['"v=spf1 redirect=_spf.example"'], "SPF", "good"),
        (("s1._domainkey.ours.example.", "TXT"), [], "DKIM", "wrong"),
        (("s1._domainkey.ours.example.", "TXT"), ['"v=DKIM1; p="'], "DKIM", "wrong"),
        (("_dmarc.ours.example.", "TXT"), [], "DMARC", "wrong"),
        (("_dmarc.ours.example.", "TXT"), ['"v=DMARC1; rua=mailto:x@y"'], "DMARC", "wrong"),
        (("_dmarc.ours.example.", "TXT"), ['"v=DMARC1; p=none"'], "DMARC", "advice"),
        (("ours.example.", "MX"), [], "Replies", "wrong"),
        (("ours.example.", "MX"), ["0 ."], "Replies", "wrong"),
    ],
)
def test_each_mistake_is_named(zone: names.Zone, changed: tuple[str, str], records: list[str], name: str, verdict: str) -> None:
    zone.records[changed] = records

    assert {one: found for one, found in verdicts().items() if found != "good"} == (
        {name: verdict} if verdict != "good" else {}
    )


def test_a_key_under_no_known_name_is_advice(zone: names.Zone) -> None:
    assert verdicts(selector="")["DKIM"] == "advice"


def test_the_policy_of_the_domain_above_holds_below(zone: names.Zone) -> None:
    assert verdicts(sender="care@mail.ours.example")["DMARC"] == "good"


@pytest.mark.parametrize("sender", ["care@" + "x" * 70 + ".example", "care@a..b", "care@\\.example", "care@é.example"])
def test_what_is_no_domain_is_no_error(zone: names.Zone, sender: str) -> None:
    assert verdicts(sender=sender)["SPF"] in ("wrong", "unknown")


def test_silence_is_said_to_be_silence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchpoints.delivery.resolving.SECONDS", 0.05)
    settings.DNS_SERVERS = ["127.0.0.1:1"]

    assert set(verdicts().values()) == {"unknown"}
    assert not domains.is_fit(domains.check(sender="care@ours.example", reply="", selector="s1"))
