"""Wording that two people read differently ("as soon as possible"): marked for the writer, never refused."""

import re

# What somebody could hold against us, or we could hide behind, because it names no time, no amount and no measure.
_VAGUE = (
    r"as soon as possible|asap|as quickly as possible|soon|shortly|promptly|in due course",
    r"in a timely (?:manner|fashion)|timely",
    r"where(?:ver)? (?:feasible|possible|appropriate|necessary)|if (?:feasible|possible|necessary|needed)",
    r"as needed|as required|as appropriate",
    r"best efforts?|reasonable (?:time|efforts?|notice)|reasonably|to the extent possible",
    r"approximately|roughly|more or less|or so|a few|several|some of|up to standard|high quality",
    r"state of the art|user[- ]friendly",
    r"et ?cetera|etc\b|and so on|and the like|usually|normally|generally|typically",
    r"so (?:bald|schnell|rasch) wie möglich|schnellstmöglich|baldmöglichst|zeitnah|in kürze|demnächst",
    r"nach möglichkeit|wenn möglich|bei bedarf|gegebenenfalls|ggf|in der regel|usw",
    r"dès que possible|au plus vite|sous peu|dans les meilleurs délais|si possible|le cas échéant|au besoin",
    r"en principe|normalement",
    r"zo snel mogelijk|z\.?s\.?m|spoedig|binnenkort|indien mogelijk|waar mogelijk|indien nodig|in principe",
    r"normaal gezien|doorgaans|enz",
)
_PATTERN = re.compile(rf"(?<!\w)(?:{'|'.join(_VAGUE)})(?!\w)", re.IGNORECASE)


def found(text: str) -> list[str]:
    """The vague expressions of a text as written, in their order, each once."""
    return list(dict.fromkeys(match[0] for match in _PATTERN.finditer(text)))
