"""A message as the customer sees it: the way to a person stands above it, whatever it says. Pure."""

from dataclasses import dataclass

from presence.kit import words
from touchpoints.journeys.document import Hatch, Message


@dataclass(frozen=True, slots=True)
class Mail:
    """What arrives: subject and plain text."""

    subject: str
    text: str


def compose(message: Message, *, hatch: Hatch, person: str, organization: str) -> Mail:
    """The whole mail. `person` is the name of whom the customer reaches."""
    way = f"Want to talk to a person? Answer this mail: {person} of {organization} answers within {told(hatch)}."
    return Mail(message.subject, f"{way}\n\n{message.text.strip()}\n\n{organization}")


def told(hatch: Hatch) -> str:
    """As “1 h of our business hours”."""
    return f"{words.minutes(hatch.reply_minutes)} of our business hours"
