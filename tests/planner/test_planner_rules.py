"""What fits and what gives, worked by hand."""

from hypothesis import given
from hypothesis import strategies as st

from touchpoints.planner import drawing, rules
from touchpoints.planner.rules import Load, Wish

MINUTES = {"basic": 3.0, "good": 6.0, "excellent": 12.0}


def wish(customers: int = 100, offers: int = 2, service: str = "excellent", hours: float = 20.0) -> Wish:
    return Wish(customers, offers, service, MINUTES, hours)


def test_worked_example() -> None:
    """100 customers with 2 offers at 12 minutes take 40 h a week, and 20 h are there: half of either, or good service."""
    found = {way.gives: way.told for way in rules.ways(wish())}

    assert wish().needed == 40.0
    assert found == {
        "customers": "50 instead of 100",
        "offers": "1 instead of 2",
        "service": "good instead of excellent",
        "hours": "20 h a week more",
    }


def test_what_fits_exactly_gives_nothing() -> None:
    assert rules.ways(wish(customers=50)) == []


def test_what_cannot_give_enough_is_not_offered() -> None:
    assert [way.gives for way in rules.ways(wish(hours=0.1))] == ["hours"]
    assert [way.gives for way in rules.ways(wish(customers=1, offers=1000, hours=1.0))] == ["offers", "hours"]


@given(
    customers=st.integers(1, 10_000),
    offers=st.integers(1, 50),
    service=st.sampled_from(list(rules.SERVICES)),
    hours=st.floats(0.1, 10_000),
)
def test_each_way_makes_it_fit_and_one_more_would_not(customers: int, offers: int, service: str, hours: float) -> None:
    wanted = wish(customers, offers, service, hours)
    most = wanted.most_customers(offers, service)

    assert wish(max(1, most), offers, service, hours).needed <= hours * (1 + 1e-6) or most == 0
    assert not wish(most + 1, offers, service, hours).fits or abs(wish(most + 1, offers, service, hours).needed - hours) < 1e-3
    assert bool(rules.ways(wanted)) != wanted.fits


def test_the_third_of_three_gives() -> None:
    assert rules.third(["quality", "speed"]).title == "Price gives"
    assert rules.third(["price", "speed"]).title == "Quality gives"
    assert "the date is what moves" in rules.third(["price", "quality"]).sentence


def test_a_peak_names_what_slips_lightest_first() -> None:
    """10 h and 20 h and 10 h, half as much again: 60 h. 40 h are there, so 20 h slip: 15 h of invoices, 5 of updates."""
    loads = [Load("Recovery", 5, 10, 3), Load("Status update", 40, 20, 0), Load("Invoice", 20, 10, -1)]

    found = rules.peak("the heat wave", loads, percent=50, hours=40.0)

    assert found.needed == 60.0
    assert [(slip.name, slip.words) for slip in found.slips] == [
        ("Invoice", "all 30 a week"),
        ("Status update", "10 of 60 a week"),
    ]
    assert found.sentence("1 Jul to 14 Jul") == (
        "1 Jul to 14 Jul is the heat wave: Invoice, Status update may come later than usual; everything else stays as promised."
    )


def test_a_peak_that_fits_lets_nothing_slip() -> None:
    found = rules.peak("spring", [Load("Status update", 40, 20, 0)], percent=100, hours=40.0)

    assert found.fits
    assert found.slips == []


def test_without_hours_everything_slips() -> None:
    loads = [Load("Status update", 40, 20, 0), Load("Automated", 30, 0, 0)]

    found = rules.peak("spring", loads, percent=10, hours=0.0)

    assert [slip.words for slip in found.slips] == ["all 44 a week"]


def test_the_picture_says_what_it_shows() -> None:
    inside, outside = drawing.region(wish(customers=10)), drawing.region(wish())

    assert "With 2 offers and this service up to 50 customers; wished: 10 customers and 2 offers, it fits" in inside
    assert "it does not fit" in outside
    assert "planner-beyond" in outside
    assert drawing.table(wish())[1] == (2, ["200", "100", "50"])


@given(customers=st.integers(1, 1_000_000), offers=st.integers(1, 1000), hours=st.floats(0.1, 100_000))
def test_any_wish_can_be_drawn(customers: int, offers: int, hours: float) -> None:
    assert drawing.region(wish(customers, offers, "basic", hours)).startswith("<svg")
