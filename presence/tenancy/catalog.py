"""What stands outside the wall, on one page, each with its reason. Everything else must stand behind it.

The system check reads the models (`manage.py check`), tests/house/test_catalog.py reads the database.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models

from presence.tenancy.rows import OrganizationManager, OrganizationRow

FLOORS = ("presence", "promises", "touchpoints", "metrics")

# Tables without an organization. None of them may hold anything an organization wrote.
GLOBAL_TABLES = {
    "presence_user": "a person exists once and may belong to several organizations",
    "presence_accountletter": "mail about an account, to the person it belongs to; its text is wiped once sent",
    "django_session": "who is signed in, before there is an organization",
    "account_emailaddress": "addresses a person proved to own",
    "account_emailconfirmation": "proofs of address under way",
    "usersessions_usersession": "where a person is signed in",
    "mfa_authenticator": "passkeys and one-time codes of a person",
    "django_migrations": "which migrations ran; read-only at runtime",
    "django_content_type": "names of models; read-only at runtime",
    "auth_permission": "came with django.contrib.auth, unused; read-only at runtime",
    "auth_group": "came with django.contrib.auth, unused; read-only at runtime",
    "auth_group_permissions": "came with django.contrib.auth, unused; read-only at runtime",
}

# The table of organizations itself: behind the wall, by `id` instead of `organization_id`.
ORGANIZATIONS = "presence_organization"

# SECURITY DEFINER functions: what must be known before there is a scope, and the removals the runtime role is not granted.
LISTED_FUNCTIONS = {
    "presence_organization_for": "the id behind an address",
    "presence_member_of": "one person's membership at one address, for the mount",
    "presence_places_of": "the organizations one person belongs to, for the switcher",
    "presence_organization_ids": "every organization's id, for ticks that go round",
    "presence_names_like": "customers and contacts of the acting organization whose name is like a pattern",
    "presence_organizations_with_letters": "the organizations whose letters are due, for the tick that sends them",
    "presence_organizations_with_mailboxes": "organizations with a mailbox, for the tick that looks into it",
    "presence_organizations_with_calendars": "organizations with a member's calendar, for the tick that reads it",
    "presence_organizations_with_notes": "the organizations with notes nobody looked through, for the tick that does",
    "presence_organizations_with_imports": "the organizations whose imports wait for a worker, for the tick that runs them",
    "presence_organizations_with_commitments": "the organizations with commitments past their time, for the tick that says so",
    "presence_organizations_with_versions": "organizations with a map version whose time came, for the tick that applies it",
    "presence_organizations_with_messages": "the organizations with messages due, or left by a worker that stopped",
    "presence_organizations_with_automations": "the organizations with an active automation, for the tick that finds reasons",
    "presence_remove_example": "removes the acting organization, and only when it is an example",
    "presence_erase_entries": "takes what is personal out of log entries, for an erasure",
    "promises_erase_words": "removes the words of a customer's promises, for an erasure",
    "touchpoints_erase_versions": "takes the words out of former versions, for an erasure",
    "metrics_watched": "sums over all organizations for Prometheus: how much waits, for how long; names none",
    "metrics_roll_up": "sums up the days that are over, of every organization; tells how many, and of whom nothing",
    "presence_organizations_with_moved_days": "the organizations with days of a former time zone, for the tick",
    "presence_organizations_with_answers": "the organizations with stored answers older than a day, for the tick that forgets",
}

# Those that may delete or change what is append-only belong to the owner; what rolls up to the rollup role; all others to the
# search role, which may only read.
OWNERS_FUNCTIONS = {
    "presence_erase_entries": "takes what is personal out of log entries, for an erasure of the same transaction",
    "promises_erase_words": "removes the words of a customer's promises, for an erasure of the same transaction",
    "touchpoints_erase_versions": "takes the words out of former versions, for an erasure of the same transaction",
    "presence_remove_example": "removes the acting organization with all its rows, when it is an example",
}

# What works set-based over all organizations belongs to the rollup role, which writes these tables and no others.
ROLLUP_FUNCTIONS = {"metrics_roll_up": "writes sums of interactions, each beside the organization they are of"}
ROLLUP_TABLES = ("metrics_daytotal", "metrics_monthtotal", "metrics_changedday", "metrics_changedmonth", "metrics_standing")

# What the views of the schema `reading` are made of: roles of presence_read read some columns of these tables.
READ_OUTSIDE = (
    "metrics_changedday",
    "metrics_daytotal",
    "promises_promise",
    "touchpoints_check",
    "touchpoints_interaction",
    "touchpoints_journey",
    "touchpoints_stage",
    "touchpoints_touchpoint",
)

# Unique keys that hold across organizations, because they are asked before there is a scope.
GLOBAL_KEYS = {
    "presence_organization_slug_key": "an address leads to one organization",
}

# Indexes that cannot begin with the organization: they are only read by a listed function that names it.
UNLED_INDEXES = {
    "customer_name_trgm": "GIN of trigrams",
    "contact_name_trgm": "GIN of trigrams",
}

# Foreign keys that lead out of the wall, to a global table.
OUTWARD_REFERENCES = {
    ("presence_membership", "presence_user"): "a membership is a person's",
}


@checks.register(checks.Tags.models)
def every_table_is_behind_the_wall(**options: Any) -> list[checks.CheckMessage]:
    """Refuse a model that is neither an organization's nor listed as global, or that opens a way around the wall."""
    return [checks.Error(words, obj=model, id=f"tenancy.{code}") for model in _our_models() for code, words in _faults(model)]


def tenant_models() -> list[type[OrganizationRow]]:
    """Every table that belongs to organizations."""
    return [model for model in _our_models() if issubclass(model, OrganizationRow)]


def _our_models() -> Iterator[type[models.Model]]:
    for label in FLOORS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def _faults(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    table = model._meta.db_table
    if not issubclass(model, OrganizationRow):
        if table not in {*GLOBAL_TABLES, ORGANIZATIONS}:
            yield (
                "E001",
                "It belongs to no organization. Inherit OrganizationRow, or list its table in presence/tenancy/catalog.py.",
            )
        return
    for manager in (model._default_manager, model._base_manager):
        if not isinstance(manager, OrganizationManager):
            yield "E002", f"Its manager {manager.name!r} does not filter by the acting organization. Use OrganizationManager."
    for field in model._meta.local_fields:
        if _is_behind(field.related_model) and getattr(field, "db_constraint", False):
            yield "E003", f"Its reference {field.name!r} could point into another organization. Use Reference."
    if model._meta.local_many_to_many:
        yield "E004", "It has a many-to-many field, whose table has no organization. Write the table as a model."


def _is_behind(target: Any) -> bool:
    return isinstance(target, type) and issubclass(target, OrganizationRow)
