"""Every piece of the kit, as people meet it: both themes, desk and phone, pointer and keyboard, with and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

Open = Callable[..., Page]


def posts_of(page: Page) -> list[str]:
    """What the page posts to /kit, which itself takes only reads."""
    posted: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            posted.append(route.request.post_data or "")
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/kit", answer)
    return posted


@pytest.mark.parametrize("kind", ["facts", "facts facts-tight"])
def test_a_number_beside_a_long_name_stays_on_one_line(open_page: Open, kind: str) -> None:
    page = open_page()
    page.goto("/kit")

    lines = page.evaluate(
        """kind => { const list = document.querySelector(".facts-tight"), [name, value] = list.querySelector("div").children;
            list.className = kind; list.style.inlineSize = "14rem";
            name.textContent = "not stated, or not recorded where it is due"; value.textContent = "12,345";
            const range = document.createRange(); range.selectNodeContents(value);
            return new Set([...range.getClientRects()].map(box => box.top)).size; }""",
        kind,
    )

    assert lines == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible(open_page: Open, violations: Callable[[Page], list[str]], width: int, theme: str) -> None:
    page = open_page(width=width, theme=theme)
    page.goto("/kit?errors=1")

    assert violations(page) == []


def test_what_opens_is_accessible_too(open_page: Open, violations: Callable[[Page], list[str]]) -> None:
    page = open_page(theme="dark")
    page.goto("/kit")
    opened = {}
    for name, key in (("palette", "Control+k"), ("keys", "?")):
        page.keyboard.press(key)
        opened[name] = violations(page)
        page.keyboard.press("Escape")
    page.click("summary.member-button")
    opened["menu"] = violations(page)
    page.click("text=Open a dialog")
    opened["dialog"] = violations(page)

    assert opened == {"palette": [], "keys": [], "menu": [], "dialog": []}


def test_nothing_is_wider_than_the_window(open_page: Open) -> None:
    page = open_page()
    widths = (320, 375, 640, 768, 1024, 1280)
    overflow = {}
    for density in ("comfortable", "compact"):
        page.goto(f"/kit?errors=1&density={density}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            overflow[density, width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {key: over for key, over in overflow.items() if over > 0} == {}


@pytest.mark.parametrize(("width", "least"), [(1280, 24), (375, 44)])
def test_targets_are_large_enough(open_page: Open, width: int, least: int) -> None:
    page = open_page(width=width)
    page.goto("/kit?density=compact")

    small = page.evaluate(
        """least => [...document.querySelectorAll("button, a.button, summary, select, .nav-item, .bottom-item, .tab, .choice")]
            .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest("dialog, .toast, .chart-data"))
            .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
            .filter(([box]) => box.height && (box.height < least - 0.5 || box.width < 24))
            .map(([box, html]) => html)""",
        least,
    )

    assert small == []


def test_no_text_is_smaller_than_thirteen_pixels(open_page: Open) -> None:
    page = open_page()
    page.goto("/kit?errors=1")

    sizes = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("body *")].filter(one => one.checkVisibility() &&
            [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
            .map(one => parseFloat(getComputedStyle(one).fontSize)))]"""
    )

    assert min(sizes) >= 13


class TestPalette:
    def test_it_opens_at_once_with_what_the_page_knows(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        shown = page.evaluate(
            """() => { document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true}));
                const palette = document.getElementById("palette");
                return [palette.open, palette.querySelectorAll("[role=option]").length > 0]; }"""
        )

        assert shown == [True, True]

    def test_letters_in_order_find_an_action(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("Control+k")
        page.keyboard.type("invmem")

        expect(page.locator("#palette [role=option]")).to_have_text(["Invite a member"])

    def test_other_words_find_it_too(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("Control+k")
        page.keyboard.type("colleague")
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile(re.escape("#invite") + "$"))

    def test_arrows_move_and_the_field_says_where(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")
        page.keyboard.press("Control+k")
        page.keyboard.type("kept")

        page.keyboard.press("ArrowDown")

        field = page.get_by_role("combobox", name="What do you want to do?")
        marked = page.locator("#palette [role=option][aria-selected=true]")
        expect(marked).to_have_text("Not keptX")
        expect(field).to_have_attribute("aria-activedescendant", marked.get_attribute("id") or "")

    def test_escape_closes_it_and_gives_the_focus_back(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")
        page.get_by_role("button", name="Publish map").first.focus()

        page.keyboard.press("Control+k")
        page.keyboard.press("Escape")

        expect(page.locator("#palette")).to_be_hidden()
        expect(page.get_by_role("button", name="Publish map").first).to_be_focused()

    def test_words_that_fit_nothing_become_a_search(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("Control+k")
        page.keyboard.type("zzqx")
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile(re.escape("/kit?q=zzqx") + "$"))


class TestKeys:
    def test_slash_goes_to_the_search(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("/")

        expect(page.locator("[data-search-input]").first).to_be_focused()
        expect(page.locator("[data-search-input]").first).to_have_value("")

    def test_a_question_mark_lists_the_keys_of_the_page(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("?")

        keys = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(keys.locator("[data-page-keys] dt")).to_have_text(["Log this contact", "Kept", "Not kept", "Can’t tell"])

    def test_g_and_a_letter_go_to_a_page(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("g")
        page.keyboard.press("m")

        expect(page).to_have_url(re.compile(re.escape("#map") + "$"))

    def test_j_and_k_move_through_a_list(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")
        page.get_by_role("link", name="Status update").focus()

        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")

        expect(page.locator("tr[data-focused]")).to_contain_text("First response")
        expect(page.locator("tr[data-focused]")).to_be_focused()

    def test_enter_opens_the_row(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")
        page.get_by_role("link", name="Status update").focus()

        page.keyboard.press("j")
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile(re.escape("#2") + "$"))

    def test_on_the_brief_arrows_move_and_letters_judge(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")
        page.evaluate(
            """() => document.addEventListener("click", event => {
                const button = event.target.closest("[data-row-key]");
                if (button) document.title = "pressed " + button.dataset.rowKey; })"""
        )
        page.get_by_role("button", name="Kept").first.focus()

        page.keyboard.press("x")
        assert page.title() == "pressed x"
        page.keyboard.press("ArrowDown")

        expect(page.locator("li[data-focused]")).to_contain_text("Two preventive visits")

    def test_letters_are_letters_while_somebody_types(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")
        page.locator("#id_name").focus()

        page.keyboard.type("/gm?")

        expect(page.locator("#id_name")).to_have_value("/gm?")
        expect(page.locator("#keys")).to_be_hidden()

    def test_modifiers_are_left_to_the_browser(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit")

        page.keyboard.press("Alt+/")

        expect(page.locator("[data-search-input]").first).not_to_be_focused()

    def test_a_member_can_switch_them_off(self, open_page: Open) -> None:
        page = open_page()
        posts_of(page)
        page.goto("/kit")
        page.click("summary.member-button")
        page.locator(".menu-panel").get_by_text("Off", exact=True).click()
        page.keyboard.press("Escape")

        page.keyboard.press("?")

        expect(page.locator("#keys")).to_be_hidden()
        expect(page.locator("html")).to_have_attribute("data-keys", "off")

    def test_every_piece_is_reached_by_tab_and_shows_it(self, open_page: Open) -> None:
        page = open_page()
        page.goto("/kit?errors=1")
        page.evaluate("document.querySelector('[data-error-summary]').blur(); scrollTo(0, 0)")
        reached = set()
        for _ in range(90):
            page.keyboard.press("Tab")
            name, html, is_seen = page.evaluate(
                """() => { const one = document.activeElement, style = getComputedStyle(one);
                    const framed = one.closest(".segmented > label, .search-field, .toast") !== null;
                    const outlined = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none";
                    return [one.tagName, one.outerHTML.slice(0, 90), framed || outlined]; }"""
            )
            reached.add(html)
            assert name == "BODY" or is_seen, f"no visible focus: {html}"

        assert len(reached) > 60


class TestSearch:
    MATCHES = (
        '<a class="search-option" role="option" href="#harbor"><span>Harbor Dental</span><small>+32 2 123 45 67</small></a>'
        '<a class="search-option" role="option" href="#harley"><span>Harley Motors</span><small>+32 2 987 65 43</small></a>'
    )

    def searching(self, open_page: Open) -> tuple[Page, list[str]]:
        page, asked = open_page(), []

        def answer(route: Route) -> None:
            asked.append(route.request.url.partition("?")[2])
            route.fulfill(body=self.MATCHES, content_type="text/html")

        page.goto("/kit")
        page.route("**/kit?q=*", answer)
        page.keyboard.press("/")
        return page, asked

    def test_matches_come_while_typing_and_are_not_asked_for_each_letter(self, open_page: Open) -> None:
        page, asked = self.searching(open_page)

        page.keyboard.type("harb")

        expect(page.locator("#search-results [role=option]")).to_have_count(2)
        expect(page.locator("[data-search-input]").first).to_have_attribute("aria-expanded", "true")
        assert asked == ["q=harb"]

    def test_enter_opens_the_first(self, open_page: Open) -> None:
        page, _ = self.searching(open_page)
        page.keyboard.type("harb")
        expect(page.locator("#search-results [role=option]")).to_have_count(2)

        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile("#harbor$"))

    def test_arrows_choose_another(self, open_page: Open) -> None:
        page, _ = self.searching(open_page)
        page.keyboard.type("harb")
        expect(page.locator("#search-results [role=option]")).to_have_count(2)

        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        marked = page.locator("#search-results [aria-selected=true]")
        expect(marked).to_contain_text("Harley Motors")
        expect(page.locator("[data-search-input]").first).to_have_attribute("aria-activedescendant", "search-results-1")
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile("#harley$"))

    def test_escape_closes_the_matches_and_then_leaves(self, open_page: Open) -> None:
        page, _ = self.searching(open_page)
        page.keyboard.type("harb")
        expect(page.locator("#search-results [role=option]")).to_have_count(2)

        page.keyboard.press("Escape")
        expect(page.locator("#search-results [role=option]")).to_have_count(0)
        expect(page.locator("[data-search-input]").first).to_be_focused()
        page.keyboard.press("Escape")

        expect(page.locator("[data-search-input]").first).not_to_be_focused()

    def test_what_is_open_is_accessible(self, open_page: Open, violations: Callable[[Page], list[str]]) -> None:
        page, _ = self.searching(open_page)
        page.keyboard.type("harb")
        expect(page.locator("#search-results [role=option]")).to_have_count(2)

        assert violations(page) == []


class TestSwaps:
    """htmx replaces a part; the person stays where they were."""

    FORM = """<form id="part" hx-post="/part" hx-target="this" hx-swap="outerHTML" novalidate>
        <input name="word" aria-label="Word"><button>Save</button></form>"""

    def with_part(self, open_page: Open, *, status: int, body: str) -> Page:
        page = open_page()
        page.goto("/kit")
        page.route("**/part", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
        page.evaluate(
            """html => { const main = document.getElementById("main");
                main.insertAdjacentHTML("afterbegin", html); htmx.process(main); }""",
            self.FORM,
        )
        return page

    def test_the_focus_stays_in_a_part_that_comes_back(self, open_page: Open) -> None:
        page = self.with_part(open_page, status=200, body=self.FORM.replace("<input", '<p id="done">Saved.</p><input'))
        page.get_by_label("Word").focus()

        page.keyboard.press("Enter")

        expect(page.locator("#done")).to_be_visible()
        expect(page.get_by_label("Word")).to_be_focused()

    def test_a_refused_form_is_shown_and_its_summary_focused(self, open_page: Open) -> None:
        summary = '<div class="error-summary" tabindex="-1" data-error-summary><h2>There is a problem</h2></div>'
        page = self.with_part(open_page, status=422, body=self.FORM.replace("<input", summary + "<input"))

        page.get_by_role("button", name="Save", exact=True).click()

        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert page.title().startswith("Error: ")

    @pytest.mark.parametrize(
        ("status", "said"),
        [(403, "You may not do this"), (404, "no longer here"), (429, "too often"), (500, "Nothing was changed")],
    )
    def test_a_failure_leaves_the_part_and_says_so(self, open_page: Open, status: int, said: str) -> None:
        page = self.with_part(open_page, status=status, body="<h1>A whole other page</h1>")

        page.get_by_role("button", name="Save", exact=True).click()

        expect(page.locator("#toasts")).to_contain_text(said)
        expect(page.get_by_label("Word")).to_be_visible()
        expect(page.get_by_text("A whole other page")).to_have_count(0)

    def test_the_token_against_forgery_goes_along(self, open_page: Open) -> None:
        page = self.with_part(open_page, status=200, body=self.FORM)

        with page.expect_request("**/part") as sent:
            page.get_by_role("button", name="Save", exact=True).click()

        assert len(sent.value.headers["x-csrftoken"]) == 64

    def test_toasts_come_beside_the_part(self, open_page: Open) -> None:
        toast = (
            '<div hx-swap-oob="beforeend:#toasts"><div class="toast" role="status" data-toast><p>Judged kept.</p></div></div>'
        )
        page = self.with_part(open_page, status=200, body=self.FORM + toast)

        page.get_by_role("button", name="Save", exact=True).click()

        expect(page.locator("#toasts [data-toast]").last).to_have_text("Judged kept.")


class TestToasts:
    def test_z_presses_undo(self, open_page: Open) -> None:
        page = open_page()
        posted = posts_of(page)
        page.goto("/kit")

        page.keyboard.press("z")

        expect(page.locator("#toasts [data-toast]")).to_have_count(0)
        assert len(posted) == 1

    def test_it_leaves_after_ten_seconds_unless_somebody_looks(self, open_page: Open) -> None:
        page = open_page()
        page.clock.install()
        page.goto("/kit")
        toast = page.locator("#toasts [data-toast]")

        page.clock.run_for(8_000)
        expect(toast).to_be_visible()
        toast.get_by_role("button", name="Undo").focus()
        page.clock.run_for(30_000)
        expect(toast).to_be_visible()
        page.locator("#main").focus()
        page.clock.run_for(3_000)

        expect(toast).to_have_count(0)


def test_theme_and_density_apply_at_once_and_are_kept(open_page: Open) -> None:
    page = open_page()
    posted = posts_of(page)
    page.goto("/kit")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    page.click("summary.member-button")
    page.locator(".menu-panel").get_by_text("Dark", exact=True).click()
    page.locator(".menu-panel").get_by_text("Compact", exact=True).click()

    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before
    assert "dark" in posted[0]
    assert "compact" in posted[-1]


def test_the_phones_navigation_opens_without_script(open_page: Open) -> None:
    page = open_page(width=375, scripts=False)
    page.goto("/kit")

    page.locator(".bottom-bar").get_by_role("button", name="More").click()

    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Metrics")).to_be_visible()


def test_problems_are_focused_and_their_links_lead_to_the_field(open_page: Open) -> None:
    page = open_page()
    page.goto("/kit?errors=1")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Answer “May it move?”").click()
    expect(page.locator("#id_flexibility_0")).to_be_focused()


def test_copying_says_so(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/kit")

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "pk_live_2f9c1e7ab04d4c6f9d"


def test_it_prints_without_the_frame(open_page: Open) -> None:
    page = open_page(theme="dark")
    page.goto("/kit")

    page.emulate_media(media="print")

    expect(page.locator(".sidebar")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
