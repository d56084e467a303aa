"""A first message to begin from, for the usual moments. Somebody reads it before it is published, and it names no facts."""

REPLY_MINUTES = 240

USUAL = {
    "first-response": (
        "We have your message",
        "Thank you for writing. Your message has arrived, and a person reads it next.\n\nYou do not need to do anything now.",
    ),
    "visit-confirmation": (
        "Your visit is booked",
        "Your visit is booked as you asked.\n\nIf the time no longer suits you, tell us and we find another one together.",
    ),
    "status-update": (
        "Where things stand",
        "Here is where things stand with what we promised you.\n\nIf it is not what you expected, say so: a person answers.",
    ),
    "invoice-or-renewal": (
        "Your invoice",
        "This is for what we agreed, and for nothing else.\n\nIf anything looks wrong, tell us before you pay.",
    ),
    "post-issue-follow-up": (
        "Is it working again?",
        "We believe that what went wrong is fixed.\n\nIf it is not, or if something else is wrong, a person is there for you.",
    ),
}


def message(key: str, name: str) -> tuple[str, str]:
    """Subject and text for a touchpoint of this key; plain words around its name where it is none of the usual ones."""
    plain = f"This is about: {name}.\n\nIf you have a question, a person answers it."
    return USUAL.get(key, (name[:150], plain))
