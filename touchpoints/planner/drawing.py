"""What is possible, as a picture: customers across, offers up, one curve for each service level. Pure."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from presence.kit import words
from presence.kit.charts import svg
from touchpoints.planner.rules import SERVICES, Wish

HEIGHT, TOP, BOTTOM = 260.0, 16.0, 220.0
STEPS = 60


def region(wish: Wish) -> SafeString:
    """The area under the curve of the wished service level; a dot for the wish."""
    most_x = 2.0 * max(wish.customers, wish.most_customers(wish.offers, wish.service), 1)
    most_y = 2.0 * wish.offers
    shapes = [
        _area(wish, most_x, most_y),
        *(_curve(wish, service, most_x, most_y) for service in SERVICES),
        svg.line("chart-rule", "0%", BOTTOM, "100%", BOTTOM),
        svg.line("chart-rule", "0%", TOP, "0%", BOTTOM),
        *_names(wish, most_x, most_y),
        svg.dot(
            "chart-dot" if wish.fits else "planner-beyond", svg.across(wish.customers / most_x), _y(wish.offers, most_y), 6
        ),
        svg.text("chart-label", "0", "0%", BOTTOM + 18, "start"),
        svg.text("chart-label", f"{words.number(round(most_x))} customers", "100%", BOTTOM + 18, "end"),
        svg.text("chart-label", f"{words.number(round(most_y))} offers", "0%", TOP - 4, "start"),
    ]
    return SafeString(svg.picture("chart-plot planner-region", HEIGHT, _told(wish), *shapes))


def table(wish: Wish) -> list[tuple[int, list[str]]]:
    """The same as numbers: for some numbers of offers, how many customers fit at each service level."""
    rows = sorted({1, max(1, wish.offers // 2), wish.offers, wish.offers + 1, wish.offers * 2})
    return [(offers, [words.number(wish.most_customers(offers, service)) for service in SERVICES]) for offers in rows]


def _told(wish: Wish) -> str:
    most = wish.most_customers(wish.offers, wish.service)
    fits = "it fits" if wish.fits else "it does not fit"
    offers = words.count(wish.offers, "offer")
    held = f"With {offers} and this service up to {words.count(most, 'customer')}"
    return f"{held}; wished: {words.count(wish.customers, 'customer')} and {offers}, {fits}"


def _points(wish: Wish, service: str, most_x: float, most_y: float) -> list[tuple[float, float]]:
    """Places on a curve, as a share of the width and a height in the picture."""
    product = wish.hours * 60 / wish.minutes[service]
    begin = min(1.0, product / most_y / most_x)
    shares = [begin + (1 - begin) * step / STEPS for step in range(STEPS + 1)]
    return [(share, _y(min(most_y, product / (share * most_x)) if share else most_y, most_y)) for share in shares]


def _curve(wish: Wish, service: str, most_x: float, most_y: float) -> str:
    css = "planner-curve planner-wished" if service == wish.service else "planner-curve"
    return _stretched(f'<path class="{css}" d="M{_path(_points(wish, service, most_x, most_y))}"/>')


def _area(wish: Wish, most_x: float, most_y: float) -> str:
    inside = [(0.0, _y(most_y, most_y)), *_points(wish, wish.service, most_x, most_y), (1.0, BOTTOM), (0.0, BOTTOM)]
    return _stretched(f'<path class="chart-band" d="M{_path(inside)}Z"/>')


def _names(wish: Wish, most_x: float, most_y: float) -> list[str]:
    """Each curve's name where it leaves the picture: the wished one first, others where they do not stand over it."""
    named: dict[float, str] = {}
    for service in sorted(SERVICES, key=lambda one: one != wish.service):
        level = _points(wish, service, most_x, most_y)[-1][1] - 14
        if all(abs(level - other) >= 16 for other in named):
            named[level] = svg.text("chart-label", SERVICES[service], "100%", level, "end")
    return list(named.values())


def _y(offers: float, most_y: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * offers / most_y


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x * 100:.2f} {y:.2f}" for x, y in points)


def _stretched(path: str) -> str:
    """Only the curve is stretched to the width; words and dots keep their form."""
    return f'<svg width="100%" height="{HEIGHT:g}" viewBox="0 0 100 {HEIGHT:g}" preserveAspectRatio="none">{path}</svg>'
