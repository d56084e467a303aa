"""What fits, what gives, and how to say it. Pure.

Hours a week = customers x offers x minutes for one customer and one offer, through 60. Two of three can be had at will.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from presence.kit import words

SERVICES = {"basic": "Basic", "good": "Good", "excellent": "Excellent"}
KEEPABLE = {"quality": "Quality", "speed": "Speed", "price": "Price"}
GIVES = {
    "customers": "Fewer customers",
    "offers": "Fewer offers",
    "service": "Less service",
    "hours": "More hours",
    "price": "Price gives",
    "speed": "Speed gives",
    "quality": "Quality gives",
    "slips": "What slips",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, and the hours a week there are. `minutes` for one customer and offer a week, by service level."""

    customers: int
    offers: int
    service: str
    minutes: Mapping[str, float]
    hours: float

    @property
    def needed(self) -> float:
        """Hours a week that the wish takes."""
        return self.needed_with(self.service)

    def needed_with(self, service: str) -> float:
        return self.customers * self.offers * self.minutes[service] / 60

    def most_customers(self, offers: int, service: str) -> int:
        """How many customers fit with so many offers."""
        return _whole(self.hours * 60 / (offers * self.minutes[service]))

    @property
    def most_offers(self) -> int:
        return _whole(self.hours * 60 / (self.customers * self.minutes[self.service]))

    @property
    def fits(self) -> bool:
        return self.needed <= self.hours


@dataclass(frozen=True, slots=True)
class Way:
    """One thing gives so that the other two hold, and the sentence to say so."""

    gives: str
    told: str
    sentence: str

    @property
    def title(self) -> str:
        return GIVES[self.gives]


def ways(wish: Wish) -> list[Way]:
    """The ways to make a wish fit; none when it does, or when one thing alone cannot give enough."""
    return [] if wish.fits else list(_ways(wish))


def _ways(wish: Wish) -> Iterator[Way]:
    service, missing = SERVICES[wish.service].lower(), hours(wish.needed - wish.hours)
    customers, offers = words.count(wish.customers, "customer"), words.count(wish.offers, "offer")
    if most := wish.most_customers(wish.offers, wish.service):
        yield Way(
            "customers",
            f"{words.number(most)} instead of {words.number(wish.customers)}",
            f"With {offers} and {service} service we look after {words.count(most, 'customer')}; the next one waits.",
        )
    if wish.most_offers:
        left = words.count(wish.most_offers, "offer")
        yield Way(
            "offers",
            f"{words.number(wish.most_offers)} instead of {words.number(wish.offers)}",
            f"For {customers} with {service} service we keep to {left}; one more slows all of them.",
        )
    lower = [level for level in SERVICES if wish.needed_with(level) <= wish.hours]
    if lower:
        best = max(lower, key=lambda level: wish.minutes[level])
        yield Way(
            "service",
            f"{SERVICES[best].lower()} instead of {service}",
            f"For {customers} and {offers} service is {SERVICES[best].lower()}; "
            f"{service} service takes {missing} a week more than we have.",
        )
    yield Way(
        "hours",
        f"{missing} a week more",
        f"{SERVICES[wish.service]} service for {customers} with {offers} begins once we have {missing} a week more.",
    )


_THIRDS = (
    Way(
        "price",
        "done well and soon, it costs more",
        "We do it well and by the date you need, so the price follows the work: if the scope grows, the price grows first.",
    ),
    Way(
        "speed",
        "done well at this price, it takes longer",
        "At this price we do it well, so the date is what moves: a change of scope moves it first.",
    ),
    Way(
        "quality",
        "soon and at this price, it is simpler",
        "At this price and by this date you get the plain version: what is not on the list we leave out.",
    ),
)


def third(keep: Sequence[str]) -> Way:
    """What gives when two of quality, speed and price are kept."""
    return next(way for way in _THIRDS if way.gives not in keep)


@dataclass(frozen=True, slots=True)
class Load:
    """A touchpoint in a usual week. `weight` is how much it matters: the lightest slips first."""

    name: str
    weekly: float
    hours: float
    weight: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What of a touchpoint does not fit: so many of so many times a week."""

    name: str
    times: float
    of: float

    @property
    def words(self) -> str:
        if self.times >= self.of:
            return f"all {words.number(round(self.of, 1))} a week"
        return f"{words.number(round(self.times, 1))} of {words.number(round(self.of, 1))} a week"


@dataclass(frozen=True, slots=True)
class Peak:
    """A coming time of more: hours a week that it needs and that are there, and what slips, lightest first."""

    name: str
    needed: float
    hours: float
    slips: list[Slip]

    @property
    def fits(self) -> bool:
        return self.needed <= self.hours

    def sentence(self, days: str) -> str:
        """For the first truth."""
        late = ", ".join(slip.name for slip in self.slips)
        return f"{days} is {self.name}: {late} may come later than usual; everything else stays as promised."


def peak(name: str, loads: Sequence[Load], *, percent: int, hours: float) -> Peak:
    """What slips when everything comes `percent` more often and `hours` a week are there."""
    more = 1 + percent / 100
    needed = sum(load.hours for load in loads) * more
    return Peak(name, needed, hours, list(_slips(loads, more, needed - hours)))


def _slips(loads: Sequence[Load], more: float, missing: float) -> Iterator[Slip]:
    """Lightest first, the largest of equals: few things slip rather than a little of everything."""
    for load in sorted((one for one in loads if one.hours > 0), key=lambda one: (one.weight, -one.hours)):
        if missing <= 1e-9:
            return
        taken = min(missing, load.hours * more)
        yield Slip(load.name, taken / load.hours * load.weekly, load.weekly * more)
        missing -= taken


def hours(amount: float) -> str:
    """As "12.5 h"."""
    return f"{words.number(round(amount, 1))} h"


def _whole(amount: float) -> int:
    """A whole number that fits; what is within a billionth of the next one is that one."""
    return floor(amount + 1e-9)
