"""Two leaders at two browsers edit one map at random, at the same moments. What each saw and was told is written down."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

# Counts the requests that are under way, so that nobody waits by the clock.
COUNTING = """
let underway = 0;
const count = (step) => { document.documentElement.dataset.underway = underway += step; };
document.addEventListener("htmx:before:request", () => count(1));
document.addEventListener("htmx:finally:request", () => count(-1));
"""
IDLE = 'html:not([data-underway]), html[data-underway="0"]'
BREATH = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))"
MODES = {"1": "human_only", "2": "augment", "3": "automate"}


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text somebody typed into a card's field: what stood there when they began, and whether it was taken at once."""

    touchpoint: str
    field: str
    saw: str
    text: str
    was_taken: bool


@dataclass
class Story:
    """What happened, as the editors know it."""

    operations: int = 0
    wrote: list[Wrote] = field(default_factory=list)
    conflicts: int = 0


def settle(page: Page) -> None:
    """Wait until no request is under way, and none that waited for it has begun."""
    for _ in range(3):
        page.wait_for_selector(IDLE, state="attached")
        page.evaluate(BREATH)
    page.wait_for_selector(IDLE, state="attached")


class Editor:
    """One leader at one browser."""

    def __init__(self, page: Page, name: str, dice: random.Random) -> None:
        self.page, self.name, self.dice = page, name, dice
        self.number = 0
        self._open: tuple[str, str, str, str] | None = None

    def begin(self, card: str | None = None) -> None:
        """Start something; what is typed is sent by `send`, so that both may send at the same moment."""
        self._open = None
        ways: list[Callable[[str], None]] = [
            self._write,
            self._write,
            self._mode,
            self._move,
            self._drop,
            self._add,
            self._archive,
        ]
        found = self._cards()
        chosen = card if card in found else self.dice.choice(found)
        self.dice.choice([self._write, *ways] if card is None else [self._write])(chosen)

    def send(self) -> None:
        if self._open:
            self.page.keyboard.press("Enter")

    def finish(self, story: Story) -> None:
        """Wait for the answer; where both wrote, choose. Leave no form open."""
        settle(self.page)
        story.operations += 1
        if self._open:
            self._note(story)
        for _ in range(3):
            if self.page.locator("[data-hand], .map-new").count() == 0:
                break
            self.page.locator("[data-hand] [data-hand-close], .map-new [data-new-close]").first.click()
            settle(self.page)

    def undo(self) -> None:
        """Press z, when there is something to take back, and wait: the map that comes closes whatever menu is open."""
        if self.page.locator("[data-undo] button").count():
            self.page.locator("main h1").click()
            self.page.keyboard.press("z")
            settle(self.page)

    def look_again(self) -> None:
        self.page.reload()

    def _note(self, story: Story) -> None:
        assert self._open
        touchpoint, name, saw, text = self._open
        clash = self.page.locator("[data-clash]")
        story.wrote.append(Wrote(touchpoint, name, saw, text, clash.count() == 0))
        if clash.count():
            story.conflicts += 1
            mine = self.page.locator(f'[name="keep-{name}"]')
            if mine.count():
                expect(clash).to_contain_text(text)
            for field in self.page.locator("[data-clash] fieldset").all():
                keep = field.locator("input")
                keep.nth(self.dice.randrange(keep.count())).check()
            self.page.locator("[data-hand] .button-primary").click()
            settle(self.page)

    def _cards(self) -> list[str]:
        return list(self.page.locator("#map [data-card]").evaluate_all("cards => cards.map(card => card.dataset.card)"))

    def _focus(self, card: str) -> None:
        self.page.locator(f'[data-card="{card}"]').focus()

    def _write(self, card: str) -> None:
        self._focus(card)
        self.page.keyboard.press("Enter")
        settle(self.page)
        name = self.dice.choice(["name", "mode_reason"])
        box = self.page.locator(f'[data-card="{card}"] [data-hand] [name="{name}"]')
        if box.count() == 0:  # somebody took the card off the map meanwhile
            return
        self.number += 1
        text = f"{self.name} {self.number}"
        self._open = (card, name, box.input_value(), text)
        box.fill(text)

    def _mode(self, card: str) -> None:
        self._focus(card)
        self.page.keyboard.press(self.dice.choice(list(MODES)))

    def _move(self, card: str) -> None:
        self._focus(card)
        for _ in range(self.dice.randint(1, 3)):
            self.page.keyboard.press(f"Shift+Arrow{self.dice.choice(['Up', 'Down', 'Left', 'Right'])}")

    def _drop(self, card: str) -> None:
        stages = self._menu(card).locator("[data-to]")
        stages.nth(self.dice.randrange(stages.count())).click()

    def _add(self, card: str) -> None:
        self.number += 1
        self._focus(card)
        self.page.keyboard.press("n")
        self.page.keyboard.type(f"{self.name} adds {self.number}")
        self.page.keyboard.press("Enter")

    def _archive(self, card: str) -> None:
        if len(self._cards()) < 5:
            return
        self._menu(card).locator("[data-archive]").click()

    def _menu(self, card: str) -> Locator:
        """The card's menu, open and filled."""
        menu = self.page.locator(f'[data-card="{card}"] [data-card-menu]')
        menu.locator("summary").click()
        menu.locator("[data-archive]").wait_for()
        return menu


def rounds(editors: list[Editor], dice: random.Random, operations: int) -> Iterator[None]:
    """Rounds in which both do something at once, until so many operations were made."""
    for place in range((operations + 1) // 2):
        if place % 7 == 6:
            editors[dice.randrange(2)].look_again()
        shared = dice.choice(editors[0]._cards()) if dice.random() < 0.5 else None
        for editor in editors:
            editor.begin(shared)
        for editor in editors:
            editor.send()
        yield
        if dice.random() < 0.2:
            editors[dice.randrange(2)].undo()


def edit(pages: list[Page], *, seed: int, operations: int) -> Story:
    """Let two signed-in leaders edit the map that their pages show."""
    dice, story = random.Random(seed), Story()
    for page in pages:
        page.add_init_script(COUNTING)
        page.reload()
    editors = [Editor(page, name, random.Random(f"{seed} {name}")) for page, name in zip(pages, ("Ann", "Bo"), strict=True)]
    for _ in rounds(editors, dice, operations):
        for editor in editors:
            editor.finish(story)
    for page in pages:
        settle(page)
    return story
