"""The words of the three modes and of the verdicts, as every page shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    value: str
    word: str
    meaning: str


MODES = {
    mode.value: mode
    for mode in (
        Mode("human_only", "Human-only", "A person does this, always. Nothing is drafted or sent for them."),
        Mode("augment", "Augment", "A draft is prepared. A person finishes it and sends it."),
        Mode("automate", "Automate", "Sent without a person, with a tested way to reach one."),
    )
}


@dataclass(frozen=True, slots=True)
class State:
    value: str
    word: str
    icon: str


STATES = {
    state.value: state
    for state in (
        State("kept", "Kept", "tick"),
        State("broken", "Not kept", "cross"),
        State("renegotiated", "Renegotiated", "swap"),
        State("cannot_tell", "Can’t tell", "dash"),
        State("unjudged", "Not judged", "dash"),
        State("at_risk", "At risk", "clock"),
        State("due", "Due", "clock"),
        State("overdue", "Overdue", "clock"),
    )
}


def mode_of(value: str) -> Mode:
    """An unknown mode means human-only."""
    return MODES.get(value, MODES["human_only"])
