"""Advice about a touchpoint's mode, never a block. Pure: what is known about it in, one sentence out."""

import re

# Words that people use for the moments which are best left with a person, in the languages of the product.
MOMENTS = {
    "bad news": r"bad news|delay|outage|incident|breach|reject|declin|terminat|verspät|ausfall|absage|kündig|retard|refus",
    "a price": r"pric|discount|rate change|preis|rabatt|prix|remise|tarif",
    "a scope trade-off": r"scope|trade-?off|change request|umfang|änderung|périmètre|avenant",
    "making good": r"recover|complain|apolog|compensat|refund|after trouble|post-issue|wiedergut|beschwerde|excus|réclamation",
    "a negotiation": r"negotiat|renewal proposal|verhandl|négoci",
}


def about(name: str, intent: str) -> str:
    """The kind of moment that name and intent speak of, or nothing."""
    text = f"{name} {intent}".casefold()
    return next((kind for kind, pattern in MOMENTS.items() if re.search(rf"\b(?:{pattern})", text)), "")


def advise(*, mode: str, name: str, intent: str) -> str:
    """What speaks against this mode here, in one sentence; nothing when nothing does.

    What needs a second person is no advice: `missing` says so, where one can be asked.
    """
    kind = about(name, intent)
    if mode == "automate" and kind:
        return f"This sounds like {kind}. Such moments are usually human-only. Keep it automatic?"
    return ""
