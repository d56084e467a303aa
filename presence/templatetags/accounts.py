"""Template tags of the pages about accounts."""

from django import template
from django.conf import settings

from presence.accounts import browsers
from presence.kit import addresses, navigation

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    """As "Firefox on Windows"."""
    return browsers.describe(user_agent)


@register.simple_tag
def outer_url(url_name: str) -> str:
    """The full address of a page outside every organization."""
    return addresses.public(url_name)


@register.simple_tag
def local_mail() -> str:
    """The address of the page with letters that went to a folder; nothing where they are really sent."""
    return navigation.address("local_mail") if settings.LOCAL_MAIL_FOLDER else ""
