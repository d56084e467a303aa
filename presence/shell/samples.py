"""What the gallery shows: texts of real length and figures of a believable month."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from presence.kit import charts, intervals, modes, words
from presence.kit.charts import Mark, Part, Point, Target
from presence.kit.forms import Plain
from presence.kit.navigation import Entry
from presence.kit.toasts import Toast
from presence.shell import still

ENTRIES = (
    Entry("Today", "#today", "t", "home", "", bottom=True, count="7"),
    Entry("Customers", "#customers", "c", "people", "", bottom=True, current=True),
    Entry("Promises", "#promises", "p", "promise", "", bottom=False, count="3 unread"),
    Entry("Map", "#map", "m", "map", "", bottom=True),
    Entry("Handoffs", "#handoffs", "h", "handoff", "", bottom=False, count="2"),
    Entry("Metrics", "#metrics", "n", "metrics", "", bottom=False),
    Entry("Presence time", "#time", "", "clock", "Your week", bottom=False, count="23%"),
)
FACTS_OF_FRAME = still.Facts(
    organization="Fieldstone Care", home_url="/", organizations_url="", palette_url="", language="en", entries=ENTRIES
)


@dataclass
class SampleShell:
    """Stands in for presence.shell.context.Shell, so that the gallery needs neither a member nor a database."""

    theme: str
    density: str
    keys: str = "on"
    organization: str = "Fieldstone Care"
    home_url: str = "/"
    search_url: str = "/kit"
    preferences_url: str = "/kit"
    example_data: bool = True
    member: dict[str, str] = field(default_factory=lambda: {"name": "Ada Lindqvist", "place": "support", "initials": "AL"})

    def sidebar(self) -> SafeString:
        return still.sidebar(FACTS_OF_FRAME)

    def bottom_bar(self) -> SafeString:
        return still.bottom_bar(FACTS_OF_FRAME)

    def dialogs(self) -> SafeString:
        return still.dialogs(FACTS_OF_FRAME)


class SampleForm(Plain, forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Customer’s name", max_length=120, help_text="As it stands on their contract.")
    email = forms.EmailField(label="E-mail")
    minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=600, required=False)
    due = forms.DateField(label="Promised by", help_text="In your organization’s days.")
    kind = forms.ChoiceField(
        label="Kind of term",
        choices=[
            ("", "Choose one"),
            ("scope", "Scope"),
            ("service_level", "Service level"),
            ("exclusion", "What we will not do"),
        ],
    )
    note = forms.CharField(label="What was said", widget=forms.Textarea, required=False)
    mode = forms.ChoiceField(
        label="Who does this?",
        choices=[(mode.value, mode.word) for mode in modes.MODES.values()],
        widget=forms.RadioSelect,
        help_text="No choice means human-only.",
    )
    flexibility = forms.ChoiceField(
        label="May it move?", choices=[("fixed", "Fixed"), ("flexible", "Flexible")], widget=forms.RadioSelect
    )
    teams = forms.MultipleChoiceField(
        label="Read by",
        choices=[("sales", "Sales"), ("delivery", "Delivery"), ("support", "Support")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told = forms.BooleanField(label="The customer was told", help_text="Needed for an amendment.", required=False)
    file = forms.FileField(label="CSV file", required=False, help_text="Up to 50 MB. UTF-8, UTF-16 or latin-1.")


STEPS = [
    {"word": "Upload", "state": "done"},
    {"word": "Match columns", "state": "done"},
    {"word": "Preview", "state": "current"},
    {"word": "Result", "state": "todo"},
]
TABS = [
    {"word": "All customers", "url": "#all", "current": True, "count": 60},
    {"word": "Renewal in 60 days", "url": "#renewal", "count": 8},
    {"word": "Promise broken this month", "url": "#broken", "count": 5},
]
FACTS = [
    ("Care plan", "Gold since March 2024"),
    ("Owner", "Ben Okafor, delivery"),
    ("Their time", "15:42, Brussels"),
    ("Worth", "48,000 a year"),
]
LAST_CONTACTS = [
    ("18 Nov", "Status update, sent automatically"),
    ("11 Nov", "Ben called, 12 min, felt cared for 5 of 5"),
    ("4 Nov", "Chair failure, answered late, recovered by phone"),
]
TOASTS = [Toast("Judged kept: Two preventive visits a month.", undo_url="/kit")]
COMMAND = 'curl -H "Authorization: Bearer pk_live_2f…" http://localhost:8000/api/v1/metrics/promise-kept-rate/'

WEEKS = {
    "31 Aug": (11, 12),
    "7 Sep": (13, 13),
    "14 Sep": (14, 16),
    "21 Sep": (15, 16),
    "28 Sep": (8, 9),
    "5 Oct": (0, 0),
    "12 Oct": (16, 17),
    "19 Oct": (14, 14),
    "26 Oct": (9, 14),
    "2 Nov": (12, 13),
    "9 Nov": (15, 16),
    "16 Nov": (11, 11),
}
TOUCHPOINTS = (
    ("Status update", "automate", 141, 150, 8),
    ("First response", "augment", 88, 97, 21),
    ("Scope change for customers with more than one location", "human_only", 32, 37, 4),
    ("Service recovery", "human_only", 17, 18, 0),
    ("Renewal proposal", "augment", 5, 6, 9),
    ("Price change", "human_only", 0, 0, 2),
)


def weeks() -> list[Point]:
    return [
        Point(week, kept / judged if judged else None, intervals.wilson(kept, judged), judged, words.rate(kept, judged))
        for week, (kept, judged) in WEEKS.items()
    ]


def rows() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "mode": mode,
            "kept": kept,
            "judged": judged,
            "unjudged": unjudged,
            "whisker": _whisker(name, kept, judged),
        }
        for name, mode, kept, judged, unjudged in TOUCHPOINTS
    ]


def figures() -> list[dict[str, Any]]:
    trend = charts.sparkline(weeks(), name="Promise-kept rate", domain=charts.fitting_domain(weeks()))
    return [
        _figure("Promise-kept rate", words.rate_parts(138, 151), trend, ("No clear change", "12 unjudged")),
        _figure("Presence time", ("23%", "of 340 h, target 20 to 30"), trend, ("Up, first time in target", "71 h this week")),
        _figure("First-truth rate", words.rate_parts(17, 20), trend, ("No clear change", "4 quotes without it")),
        _figure("Human-touch ratio", words.rate_parts(3, 3), trend, ("Down since version 5", "4 handled by a message")),
        _figure("Employee load", words.rate_parts(0, 0), SafeString(""), ("Nobody has said yet", "How load is measured")),
    ]


def drawings() -> dict[str, SafeString]:
    return {
        "trend": charts.trend(
            weeks(),
            name="Promise-kept rate",
            period="Week",
            targets=[Target(0.9, "target 90%")],
            marks=[Mark(7.4, "Map version 5")],
        ),
        "empty": charts.trend([Point("2 Nov", None), Point("9 Nov", None)], name="Felt cared for", period="Week"),
        "stack": charts.stack(
            [Part("human_only", 38, "human-only"), Part("augment", 12, "augment"), Part("automate", 3, "automate")],
            name="Who handled it",
        ),
        "goal": charts.goal(22, name="Presence time", most=40, marks=(20, 30), told="22%, goal 20 to 30"),
    }


def _whisker(name: str, kept: int, judged: int) -> SafeString:
    return charts.whisker(kept, judged, name=name, target=0.9)


def _figure(name: str, parts: tuple[str, str], trend: SafeString, below: tuple[str, str]) -> dict[str, Any]:
    (value, detail), (note, link_word) = parts, below
    return {
        "name": name,
        "value": value,
        "detail": detail,
        "trend": trend,
        "note": note,
        "url": "#rows",
        "link_word": link_word,
    }
