"""Bodies of hot pages, compiled by Jinja2 and set into the shell: several times cheaper than includes (decisions.md 26).

The templates end in `.jinja`, escape like all others, and have the kit's tags as functions and filters.
"""

from functools import lru_cache
from typing import Any

import jinja2
from django.conf import settings
from django.utils.safestring import SafeString

from presence.templatetags import kit


def render(name: str, **values: Any) -> SafeString:
    """The body as markup; a name the template asks for and does not get is an error."""
    return SafeString(_environment().get_template(name).render(values))


@lru_cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(settings.ROOT / "templates"),
        autoescape=True,
        auto_reload=settings.LOCAL,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(icon=kit.icon, key=kit.key, mode=kit.mode, state=kit.state, fixity=kit.fixity, count=kit.count)
    environment.filters.update(day=kit.day, days_away=kit.days_away, moment=kit.moment, money=kit.money)
    return environment
