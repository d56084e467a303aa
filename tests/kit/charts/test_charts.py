"""Charts draw what was computed by hand, and say nothing they do not know."""

import re
from xml.etree import ElementTree

import pytest

from presence.kit import charts, intervals, words
from presence.kit.charts import Mark, Part, Point, Target
from presence.kit.intervals import Interval


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<all>{html}</all>")


def found(html: str, css: str) -> list[dict[str, str]]:
    """The attributes of every shape of this class."""
    return [shape.attrib for shape in parsed(html).iter() if css in shape.attrib.get("class", "").split()]


def spoken(html: str) -> str:
    """What a screen reader says instead of the drawing."""
    [label] = [svg.attrib["aria-label"] for svg in parsed(html).iter("svg") if "aria-label" in svg.attrib]
    return label


def judged(label: str, kept: int, judged_: int) -> Point:
    value = kept / judged_ if judged_ else None
    return Point(label, value, intervals.wilson(kept, judged_), judged_, words.rate(kept, judged_))


class TestTrend:
    def drawn(self, *points: Point, **options: object) -> str:
        return charts.trend(points, name="Promise-kept rate", period="Week", **options)  # type: ignore[arg-type]

    def test_dots_stand_in_the_middle_of_their_period(self) -> None:
        html = self.drawn(judged("2 Nov", 12, 12), judged("9 Nov", 6, 12), judged("16 Nov", 0, 12), judged("23 Nov", 9, 12))

        dots = [(dot["cx"], dot["cy"]) for dot in found(html, "chart-dot")]

        # y runs from 24 (100 %) to 184 (0 %): 75 % stands at 184 - 0.75 * 160 = 64.
        assert dots == [("12.5%", "24"), ("37.5%", "104"), ("62.5%", "184"), ("87.5%", "64")]

    def test_the_band_joins_the_intervals(self) -> None:
        points = [Point("a", 0.5, Interval(0.25, 0.75), 20), Point("b", 0.5, Interval(0.5, 1.0), 20)]

        [band] = found(self.drawn(*points), "chart-band")

        assert band["d"] == "M25.00 64.00L75.00 24.00L75.00 104.00L25.00 144.00Z"

    def test_a_missing_period_interrupts_the_band(self) -> None:
        html = self.drawn(*(judged(f"{n}", k, n) for n, k in ((20, 18), (21, 20), (0, 0), (22, 20), (23, 21))))

        [band] = found(html, "chart-band")

        assert band["d"].count("M") == 2
        assert len(found(html, "chart-dot")) == 4

    def test_a_lonely_period_has_a_whisker_instead_of_a_band(self) -> None:
        html = self.drawn(Point("a", 0.5, Interval(0.25, 0.75), 20))

        [whisker] = found(html, "chart-whisker-faint")

        assert (whisker["x1"], whisker["y1"], whisker["y2"]) == ("50%", "64", "144")
        assert found(html, "chart-band") == []

    def test_under_ten_the_dot_is_hollow(self) -> None:
        html = self.drawn(judged("a", 9, 9), judged("b", 10, 10))

        assert len(found(html, "chart-thin")) == 1
        assert len(found(html, "chart-dot")) == 1

    def test_one_point_is_enough(self) -> None:
        html = self.drawn(judged("16 Nov", 1, 1))

        assert found(html, "chart-thin")[0]["cx"] == "50%"
        assert "1 of 1" in html

    @pytest.mark.parametrize("points", [(), (Point("a", None),), (judged("a", 0, 0), judged("b", 0, 0))])
    def test_nothing_to_show_is_said(self, points: tuple[Point, ...]) -> None:
        html = self.drawn(*points)

        assert "no data" in html
        assert "<svg" not in html

    @pytest.mark.parametrize("kept", [0, 10, 17, 18, 19, 20])
    def test_the_words_of_a_target_hide_no_dot(self, kept: int) -> None:
        html = self.drawn(*(judged(str(week), kept, 20) for week in range(12)), targets=[Target(0.9, "at least 90%")])

        [words_] = found(html, "chart-label-target")
        foot = float(words_["y"])
        assert not any(foot - 14 < float(dot["cy"]) < foot + 4 for dot in found(html, "chart-dot"))

    def test_fewer_labels_stand_where_there_is_less_room(self) -> None:
        points = [judged(f"{day} Sep", 18, 20) for day in range(10, 22)]

        assert len(found(self.drawn(*points), "chart-label")) > len(found(self.drawn(*points, width=540), "chart-label"))

    def test_the_target_is_a_line_with_words(self) -> None:
        html = self.drawn(judged("a", 18, 20), targets=[Target(0.9, "target 90%")])

        [line] = found(html, "chart-target")
        assert (line["y1"], line["y2"]) == ("40", "40")
        assert "target 90%" in html

    def test_what_happened_stands_on_the_time_axis(self) -> None:
        points = [judged(str(n), 18, 20) for n in range(4)]

        [line] = found(self.drawn(*points, marks=[Mark(1.5, "Map version 5")]), "chart-mark")

        assert line["x1"] == "37.5%"

    def test_n_stands_below_each_period(self) -> None:
        assert "n 20" in self.drawn(judged("a", 18, 20))

    def test_long_labels_never_touch(self) -> None:
        weeks = [judged(f"{day} Feb 2016", 12, 12) for day in range(10, 22)]

        labels = [text for text in parsed(self.drawn(*weeks)).iter("text") if "Feb" in (text.text or "")]

        assert [text.text for text in labels] == [f"{day} Feb 2016" for day in range(11, 22, 2)]

    def test_a_phone_gets_fewer_labels_but_always_the_latest(self) -> None:
        html = self.drawn(*(judged(f"week {n}", 18, 20) for n in range(12)))

        labels = [
            (text.text, text.attrib["class"]) for text in parsed(html).iter("text") if (text.text or "").startswith("week")
        ]

        assert len(labels) == 12
        assert labels[-1] == ("week 11", "chart-label")
        assert sum("chart-not-phone" not in css for _, css in labels) == 3

    def test_the_latest_label_leans_on_the_edge_that_would_cut_it_off(self) -> None:
        html = self.drawn(*(judged(f"Month {n}", 18, 20) for n in range(12)))

        latest = [text.attrib for text in parsed(html).iter("text") if text.text == "Month 11"]
        assert [(text["x"], text["text-anchor"]) for text in latest] == [("100%", "end")]

    def test_a_year_of_days_does_not_crowd(self) -> None:
        html = self.drawn(*(judged(f"day {n}", 18, 20) for n in range(365)))

        assert len(re.findall("<text[^>]*>day", html)) <= 14

    def test_the_same_numbers_stand_in_a_table(self) -> None:
        html = self.drawn(judged("2 Nov", 47, 50), judged("9 Nov", 3, 3), judged("16 Nov", 0, 0))

        rows = [[cell.text for cell in row] for row in parsed(html).iter("tr")]

        assert rows == [
            ["Week", "Promise-kept rate"],
            ["2 Nov", "94% (84-98), 47 of 50"],
            ["9 Nov", "3 of 3"],
            ["16 Nov", "no data"],
        ]

    def test_a_period_leads_to_its_rows(self) -> None:
        html = self.drawn(Point("2 Nov", 0.9, url="/rows?from=2026-11-02&to=2026-11-08"))

        assert '<a href="/rows?from=2026-11-02&amp;to=2026-11-08">2 Nov</a>' in html

    def test_it_says_what_it_shows(self) -> None:
        html = self.drawn(judged("2 Nov", 47, 50), judged("9 Nov", 40, 50), judged("16 Nov", 45, 50))

        said = "Promise-kept rate: 2 Nov 94%, 16 Nov 90%, between 80% and 94%. The table below has every value."
        assert spoken(html) == said

    def test_another_domain_has_its_own_words(self) -> None:
        points = [Point("a", 15.0), Point("b", 30.0)]

        html = self.drawn(*points, domain=(0.0, 40.0), tell=lambda value: f"{value:g} h")

        assert [dot["cy"] for dot in found(html, "chart-dot")] == ["124", "64"]
        assert "40 h" in html

    def test_words_are_escaped(self) -> None:
        html = charts.trend([Point("<b>", 0.5, n=20)], name='"quoted" & <i>', period="<u>", marks=[Mark(0, "<s>")])

        assert not {"<b>", "<i>", "<u>", "<s>"} & set(re.findall("<[bius]>", html))
        assert parsed(html) is not None


class TestWhisker:
    def test_dot_and_whisker_stand_where_they_should(self) -> None:
        html = charts.whisker(45, 50, name="Scope change", target=0.9)

        [dot], [whisker], [target] = found(html, "chart-dot"), found(html, "chart-whisker"), found(html, "chart-target")
        assert dot["cx"] == target["x1"] == "90%"
        assert (whisker["x1"], whisker["x2"]) == ("78.64%", "95.65%")

    def test_it_says_the_rate(self) -> None:
        assert (
            spoken(charts.whisker(47, 50, name="Scope change", target=0.9)) == "Scope change: 94% (84-98), 47 of 50, target 90%"
        )

    def test_without_a_target_there_is_no_line(self) -> None:
        assert found(charts.whisker(47, 50, name="Scope change"), "chart-target") == []

    def test_under_ten_there_are_only_words(self) -> None:
        assert charts.whisker(5, 6, name="Renewal") == '<span class="chart-words">5 of 6, too few for a rate</span>'

    def test_none_is_no_data(self) -> None:
        assert charts.whisker(0, 0, name="Renewal") == '<span class="chart-words">no data</span>'


class TestSparkline:
    def test_dots_stand_on_the_domain(self) -> None:
        html = charts.sparkline([Point("a", 0.5), Point("b", 1.0)], name="Rate", domain=(0.5, 1.0))

        assert [(dot["cx"], dot["cy"]) for dot in found(html, "chart-dot")] == [("25%", "32"), ("75%", "4")]

    def test_values_outside_the_domain_stand_on_its_edge(self) -> None:
        html = charts.sparkline([Point("a", 0.1), Point("b", 0.6)], name="Rate", domain=(0.5, 1.0))

        assert found(html, "chart-dot")[0]["cy"] == "32"

    def test_one_value_is_no_trend(self) -> None:
        assert charts.sparkline([Point("a", None), Point("b", 0.6)], name="Rate") == ""
        assert charts.sparkline([Point("a", None)], name="Rate") == ""
        assert charts.sparkline([], name="Rate") == ""

    def test_it_says_where_it_began_and_ended(self) -> None:
        html = charts.sparkline([judged("a", 3, 3), judged("b", 47, 50)], name="Rate")

        assert spoken(html) == "Rate, 2 periods, from 3 of 3 to 94% (84-98), 47 of 50"


class TestFittingDomain:
    @pytest.mark.parametrize(
        ("points", "domain"),
        [
            ([], (0.0, 1.0)),
            ([Point("a", 0.94, Interval(0.84, 0.98))], (0.8, 1.0)),
            ([Point("a", 0.5)], (0.5, 0.6)),
            ([Point("a", 1.0)], (0.9, 1.0)),
            ([Point("a", 0.0)], (0.0, 0.1)),
            ([Point("a", 0.0, Interval(0.0, 0.49))], (0.0, 0.5)),
        ],
    )
    def test_it_is_the_narrowest_in_tenths(self, points: list[Point], domain: tuple[float, float]) -> None:
        low, high = charts.fitting_domain(points)

        assert (low, high) == pytest.approx(domain)


class TestStack:
    def test_parts_share_the_width(self) -> None:
        parts = [Part("human_only", 3, "human-only"), Part("augment", 0, "augment"), Part("automate", 1, "automate")]

        html = charts.stack(parts, name="Handled by")

        pieces = [(piece["class"].split()[0], piece["x"], piece["width"]) for piece in found(html, "chart-piece")]
        assert pieces == [("chart-human_only", "0%", "75%"), ("chart-automate", "75%", "25%")]
        assert "Handled by: 3 human-only, 0 augment, 1 automate" in html

    def test_nothing_is_an_empty_track(self) -> None:
        html = charts.stack([Part("human_only", 0, "human-only")], name="Handled by")

        assert found(html, "chart-piece") == []
        assert "Handled by: no data" in html


class TestGoal:
    def test_bar_and_marks_stand_on_the_track(self) -> None:
        html = charts.goal(22, name="Presence time", most=40, marks=(20, 30))

        assert found(html, "chart-bar")[0]["width"] == "55%"
        assert [mark["x1"] for mark in found(html, "chart-goal")] == ["50%", "75%"]

    def test_more_than_most_fills_the_track(self) -> None:
        assert found(charts.goal(60, name="Presence time", most=40), "chart-bar")[0]["width"] == "100%"

    def test_no_value_is_said(self) -> None:
        html = charts.goal(None, name="Presence time", most=40)

        assert found(html, "chart-bar") == []
        assert "Presence time: no data" in html

    def test_nothing_to_reach_divides_by_nothing(self) -> None:
        assert found(charts.goal(3, name="Presence time", most=0, marks=(0,)), "chart-bar") == []
