"""What must stand before mail leaves for customers, one line each, in the order in which it is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from touchpoints.delivery import domains
from touchpoints.delivery.models import Delivery
from touchpoints.reach import standing

CHECK_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what it is, whether it is done, what is missing, and where to do it. `idle`: nothing asks for it yet."""

    word: str
    done: bool
    said: str
    url: str = ""
    link_word: str = ""
    idle: bool = False


def steps(delivery: Delivery, *, now: datetime) -> list[Step]:
    return [_sender(delivery), _person(now), _domain(delivery, now), _test(delivery)]


def missing(delivery: Delivery, *, now: datetime) -> Step | None:
    """The first line that is not done."""
    return next((step for step in steps(delivery, now=now) if not step.done), None)


def _sender(delivery: Delivery) -> Step:
    done = bool(delivery.from_name and delivery.from_address and delivery.reply_address)
    said = "Your customers see a name, and their answers reach you." if done else "Enter name, address and reply address below."
    return Step("Your mail has a sender", done, said)


def _person(now: datetime) -> Step:
    """Every automatic moment must have somebody behind it (touchpoints/reach). Where none is automatic, nobody is missing."""
    ways = standing.of_all(now=now)
    problems = [f"“{way.name}”: {way.problem}" for way in ways if way.problem]
    if not ways:
        said = "Nothing is automatic yet. Each moment that becomes so must have somebody whom the customer reaches."
        return Step("A person can be reached", True, said, reverse("map"), "Map", idle=True)
    said = problems[0] if problems else "Wherever mail goes out by itself, the customer reaches somebody."
    return Step("A person can be reached", not problems, said, reverse("map"), "Map")


def _domain(delivery: Delivery, now: datetime) -> Step:
    checked = delivery.domain_checked_at
    recent = checked is not None and now - checked < CHECK_LASTS
    if recent and domains.is_fit(delivery.domain_findings):
        return Step("Receivers can tell that it is you", True, "SPF, DKIM and DMARC have nothing wrong in them.")
    wrong = [str(one["name"]) for one in delivery.domain_findings or () if one["verdict"] not in ("good", "advice")]
    said = f"{', '.join(wrong)}: see below." if recent else "Check your domain below. A check holds for 30 days."
    return Step("Receivers can tell that it is you", False, said)


def _test(delivery: Delivery) -> Step:
    done = delivery.test_arrived_at is not None
    said = "A test from this sender was received." if done else "Send yourself a test below and press the button in it."
    return Step("A test arrived", done, said)
