"""What other mail servers find when they ask whose mail it is: SPF, DKIM and DMARC, in plain words.

Nothing here changes anything; what is found is shown with what to do about it.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from touchpoints.delivery import resolving

Verdict = Literal["good", "advice", "wrong", "unknown"]
MOST_LOOKUPS = 10  # RFC 7208: a receiver that has to ask more often gives up
_ASKING = ("include:", "a", "a:", "mx", "mx:", "ptr", "exists:", "redirect=")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what it is for, what was found, and what to do. `found` is the record itself, word for word."""

    name: str
    verdict: Verdict
    said: str
    todo: str = ""
    found: str = ""


def check(*, sender: str, reply: str, selector: str) -> list[dict[str, Any]]:
    """All checks of a sender's domain, as plain values. Asks the domain name system."""
    domain = sender.rpartition("@")[2]
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("SPF", lambda: spf(domain)),
        ("DKIM", lambda: dkim(domain, selector)),
        ("DMARC", lambda: dmarc(domain)),
        ("Replies", lambda: replies((reply or sender).rpartition("@")[2])),
    ]
    return [asdict(_asked(name, one)) for name, one in checks]


def is_fit(findings: list[dict[str, Any]] | None) -> bool:
    """Whether nothing found is wrong. What could not be asked is not fit either."""
    return bool(findings) and all(one["verdict"] in ("good", "advice") for one in findings or ())


def spf(domain: str) -> Finding:
    """Which servers may send for the domain."""
    records = [text for text in resolving.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        todo = f"Add a TXT record to {domain} that names your mail server, such as: v=spf1 include:your-provider.example ~all"
        return Finding("SPF", "wrong", "No record says which servers may send for your domain.", todo)
    found = " | ".join(records)
    problem = next(_spf_problems(records), None)
    if problem:
        return Finding("SPF", "wrong", *problem, found)
    said = "A record says which servers may send for your domain. Your mail server must be among them."
    return Finding("SPF", "good", said, "", found)


def dkim(domain: str, selector: str) -> Finding:
    """The key with which the mail server signs."""
    if not selector:
        todo = "Enter the selector that your mail server or provider gave you, and check again."
        return Finding("DKIM", "advice", "Not checked: nobody can tell under which name your key is published.", todo)
    name = f"{selector}._domainkey.{domain}"
    keys = [text for text in resolving.texts(name) if "p=" in text.replace(" ", "")]
    if not keys:
        todo = f"Publish the key at {name}, as your mail server or provider says, or correct the selector."
        return Finding("DKIM", "wrong", "No key is published under this selector, so signatures cannot be proved.", todo)
    if not _tag(keys[0], "p"):
        return Finding("DKIM", "wrong", "The key was withdrawn: it is empty.", "Publish a new key.", keys[0])
    return Finding("DKIM", "good", "The key with which your mail is signed is published.", "", keys[0])


def dmarc(domain: str) -> Finding:
    """What receivers do with mail that only pretends to come from the domain."""
    places = [domain, *_parents(domain)]
    found = next((text for place in places for text in resolving.texts(f"_dmarc.{place}") if _is_dmarc(text)), "")
    if not found:
        todo = f"Add a TXT record to _dmarc.{domain}, to begin with: v=DMARC1; p=none; rua=mailto:you@{domain}"
        return Finding(
            "DMARC", "wrong", "No record says what happens to mail that fails. Large providers refuse such senders.", todo
        )
    if _tag(found, "p") not in ("none", "quarantine", "reject"):
        return Finding("DMARC", "wrong", "The record has no policy.", "Add p=none, p=quarantine or p=reject.", found)
    if _tag(found, "p") == "none":
        todo = "When the reports show that your own mail passes, make it p=quarantine."
        return Finding("DMARC", "advice", "Mail that fails is delivered all the same, and reported.", todo, found)
    return Finding("DMARC", "good", "Mail that only pretends to come from you is refused or set aside.", "", found)


def replies(domain: str) -> Finding:
    """Whether an answer reaches anybody."""
    if resolving.takes_mail(domain):
        return Finding("Replies", "good", f"A mail server takes answers to {domain}.")
    todo = f"Add an MX record to {domain}, or choose a reply address that is read."
    return Finding("Replies", "wrong", f"No mail server takes answers to {domain}.", todo)


def _asked(name: str, one: Callable[[], Finding]) -> Finding:
    try:
        return one()
    except resolving.NoAnswer:
        return Finding(name, "unknown", "The name servers did not answer.", "Check again in a minute.")


def _spf_problems(records: list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong, and what to do about it."""
    if len(records) > 1:
        yield "There are several SPF records, so that none counts.", "Make one record of them."
    terms = records[0].lower().split()[1:]
    if any(term in ("+all", "all") for term in terms):
        yield "Everybody may send for your domain: it ends with +all.", "End it with ~all or -all."
    if sum(_asks(term) for term in terms) > MOST_LOOKUPS:
        yield f"It asks more than {MOST_LOOKUPS} other names, so that receivers give up.", "Name fewer services in it."
    if not any(term.endswith("all") or term.startswith("redirect=") for term in terms):
        yield "It has no end, so that it excludes nobody.", "End it with ~all or -all."


def _asks(term: str) -> bool:
    plain = term.lstrip("+-~?")
    return any(plain == asking or (asking[-1] in ":=" and plain.startswith(asking)) for asking in _ASKING)


def _is_dmarc(text: str) -> bool:
    return text.replace(" ", "").lower().startswith("v=dmarc1")


def _parents(domain: str) -> list[str]:
    """Domains above, down to two labels: a record there holds for those below."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(1, len(labels) - 1)]


def _tag(text: str, name: str) -> str:
    tags = (part.strip().partition("=") for part in text.split(";"))
    return next((value.strip() for key, _, value in tags if key.strip().lower() == name), "")
