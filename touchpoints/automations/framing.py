"""What stands around the words of every automated mail, in their language: the way to a person above, the way out below.

No automation can leave it out or change it. A preview and a test carry the same frame as what is sent.
"""

import math
import re
from dataclasses import dataclass

from presence.kit import compiled, words
from presence.tenancy.models import Organization
from touchpoints.automations.templates import Rendered
from touchpoints.journeys.published import PublishedTouchpoint


@dataclass(frozen=True, slots=True)
class Phrases:
    """The frame in one language. Names in braces are filled in; `within` is empty where nobody said how soon."""

    talk: str
    answer: str
    within: str
    fewer: str


FRAMES = (8, 11, 14, 17, 20, 24)
"""Lines for which static/css/automations.css has a frame; what is longer scrolls in the last one."""
_LINE = 68  # signs of a mail's column, about
_ADDRESS = re.compile(r"https?://\S+")

ENGLISH = Phrases(
    talk="Talk to a person",
    answer="or answer this mail: {person} of {organization} answers{within}.",
    within=" within {time} of our business hours",
    fewer="Fewer of these, or none",
)
PHRASES = {
    "en": ENGLISH,
    "de": Phrases(
        talk="Mit einem Menschen sprechen",
        answer="oder auf diese E-Mail antworten: {person} von {organization} meldet sich{within}.",
        within=" innerhalb von {time} unserer Geschäftszeiten",
        fewer="Weniger davon, oder keine mehr",
    ),
    "fr": Phrases(
        talk="Parler à une personne",
        answer="ou répondez à cet e-mail : {person} de {organization} vous répond{within}.",
        within=" en moins de {time} de nos heures d’ouverture",
        fewer="Moins de ces messages, ou plus aucun",
    ),
    "nl": Phrases(
        talk="Met een mens praten",
        answer="of beantwoord deze e-mail: {person} van {organization} antwoordt{within}.",
        within=" binnen {time} van onze openingsuren",
        fewer="Minder hiervan, of geen meer",
    ),
    "es": Phrases(
        talk="Hablar con una persona",
        answer="o responda a este correo: {person} de {organization} le contesta{within}.",
        within=" en {time} de nuestro horario de atención",
        fewer="Menos mensajes como este, o ninguno",
    ),
    "it": Phrases(
        talk="Parlare con una persona",
        answer="o risponda a questa e-mail: {person} di {organization} le risponde{within}.",
        within=" entro {time} del nostro orario di lavoro",
        fewer="Meno messaggi come questo, o nessuno",
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, and in how many open minutes."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Framed:
    """A whole mail, as it is read."""

    subject: str
    text: str
    html: str


def height(text: str) -> int:
    """How high a frame has to be that shows the mail of this plain text: one of FRAMES. The HTML has no addresses in sight."""
    plain = _ADDRESS.sub("", text).strip()
    lines = sum(max(1, math.ceil(len(line) / _LINE)) for line in plain.splitlines())
    return next((one for one in FRAMES if one >= lines), FRAMES[-1])


def person_at(place: PublishedTouchpoint | None) -> Person | None:
    """Who answers there; None when nobody is named."""
    if place and place.hatch_member and place.hatch_reply_minutes:
        return Person(str(place.hatch_member), place.hatch_reply_minutes)
    return None


def frame(said: Rendered, *, language: str, organization: Organization, person: Person | None, way: str, out: str) -> Framed:
    """The words with the frame around them: `way` leads to a person, `out` ends such mail."""
    phrases = PHRASES.get(language[:2].lower(), ENGLISH)
    within = phrases.within.format(time=words.minutes(person.minutes)) if person else ""
    name = person.name if person else organization.name
    answer = phrases.answer.format(person=name, organization=organization.name, within=within)
    around = {"subject": said.subject, "language": language, "organization": organization.name, "way": way, "out": out}
    html = compiled.render(
        "touchpoints/automations/mail.jinja", body=said.html, talk=phrases.talk, answer=answer, fewer=phrases.fewer, **around
    )
    text = (
        f"{phrases.talk}: {way}\n{answer[0].upper()}{answer[1:]}\n\n"
        f"{said.text.strip()}\n\n{organization.name}\n{phrases.fewer}: {out}\n"
    )
    return Framed(said.subject, text, html)
