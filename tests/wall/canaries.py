"""Twin organizations: every table filled by introspection, every text field with a word that must never be seen elsewhere.

A new table is covered as soon as it has a model. A field with a form of its own (a phone number, a state) is named in SHAPED.
"""

import datetime
import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models.fields import NOT_PROVIDED

from presence.accounts.models import User
from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy import actions, catalog, scope
from presence.tenancy.models import Membership, Organization, Role, Team
from tests.wall import living
from touchpoints.models import Touchpoint
from touchpoints.playbooks import rules
from touchpoints.playbooks.rules import Asset, Content, Gift

NOW = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=datetime.UTC)
SHORTEST = 12  # a word with fewer signs could be in a page by chance


@dataclass
class Twin:
    """One organization full of canaries: its people by role, one row of each table, and the words to look for."""

    letter: str
    organization: Organization
    people: dict[str, Membership]
    rows: dict[type[models.Model], models.Model] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    untouched: dict[str, str] = field(default_factory=dict)

    def word(self, model: str, name: str, room: int) -> str:
        """A word for a text field with room for so many signs; empty when it is too short for one."""
        token = _token()
        core = f"{self.letter}.{model}.{name}.{token}"
        for text, core_text in ((f"<<{core}>>", core), (core, core), (token, token)):
            if len(text) <= room and len(token) >= SHORTEST:
                self.words.add(core_text.lower())
                return text
        return ""

    def ids(self) -> set[str]:
        """The id of every row, of the organization and of its people."""
        found = {str(row.pk) for row in self.rows.values()} | {str(self.organization.pk)}
        return found | {str(member.pk) for member in self.people.values()}

    def seen_in(self, text: str) -> list[str]:
        """The canaries that stand in a text."""
        lower = text.lower()
        return sorted(word for word in self.words if word in lower)


def _token() -> str:
    """Nobody else's, and of letters alone: some fields read a number out of a text, and answer by how many digits it has."""
    return "".join(secrets.choice("abcdef") for _ in range(12))


def make_twin(letter: str) -> Twin:
    """An organization with a member of each role and a row in every table, all texts its own canaries."""
    slug = f"twin-{letter.lower()}"
    owner = _user(f"owner@{slug}.example", letter)
    organization = actions.create_organization(name=f"Twin {letter}", slug=slug, time_zone="UTC", country="GB", owner=owner)
    twin = Twin(letter=letter, organization=organization, people={})
    with scope.acting_for(organization), transaction.atomic():
        organization.name = twin.word("organization", "name", 120)
        organization.save(update_fields=["name"])
        _people(twin, owner)
        _rename_what_is_there(twin)
        for model in _by_dependency():
            twin.rows[model] = _row(twin, model)
        rows: Any = twin.rows
        twin.rows |= living.living_rows(twin, rows[Customer].external_ref, rows[Touchpoint].key, NOW)
    return twin


def make_user(letter: str) -> User:
    """Somebody new, with a name to look for."""
    return _user(f"{secrets.token_hex(6)}@canary.example", letter)


def _user(email: str, letter: str) -> User:
    return User.objects.create_user(email=email, name=f"{letter}.user.{secrets.token_hex(6)}", password="correct horse battery")


def _people(twin: Twin, owner: User) -> None:
    team = Team.objects.get(key="support")
    twin.people["owner"] = Membership.objects.get(user=owner)
    for role in (Role.LEADER, Role.AGENT, Role.VIEWER):
        user = _user(f"{role}@twin-{twin.letter.lower()}.example", twin.letter)
        twin.people[role.value] = Membership.objects.create(user=user, role=role, team=team)
    for member in twin.people.values():
        twin.words |= {member.user.name.lower(), member.user.email.lower()}


def _rename_what_is_there(twin: Twin) -> None:
    """Rows made with the organization (teams, the starter map) carry the same names everywhere: give them canaries too."""
    for model in catalog.tenant_models():
        if not _may_change(model):
            continue
        for row in model.rows():
            texts = [f for f in model._meta.local_concrete_fields if _is_free_text(f) and getattr(row, f.attname)]
            for text in texts:
                setattr(row, text.attname, twin.word(model._meta.model_name or "", text.name, text.max_length or 200))
            if texts:
                row.save(update_fields=[text.name for text in texts])


def _may_change(model: type[models.Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'UPDATE')", [model._meta.db_table])
        return bool(cursor.fetchone()[0])


def _is_free_text(f: Any) -> bool:
    plain = type(f) in (models.CharField, models.TextField)
    return plain and not f.choices and not f.primary_key and (f.model._meta.model_name, f.name) not in SHAPED


def _by_dependency() -> Iterator[type[models.Model]]:
    """Every table after those it refers to."""
    waiting = catalog.tenant_models()
    done: set[type[models.Model]] = set()
    while waiting:
        ready = [model for model in waiting if _needs(model) <= done | {model, Organization, User}]
        assert ready, f"These tables refer to each other in a circle: {waiting}"
        yield from ready
        done |= set(ready)
        waiting = [model for model in waiting if model not in done]


def _needs(model: type[models.Model]) -> set[Any]:
    return {f.related_model for f in model._meta.local_fields if f.is_relation}


def _row(twin: Twin, model: type[models.Model]) -> models.Model:
    values = {
        f.attname: value
        for f in model._meta.local_concrete_fields
        if not isinstance(f, models.GeneratedField) and f.name != "organization"
        for value in [_value(twin, f)]
        if value is not NOT_PROVIDED
    }
    row = model(**values)
    row.save(force_insert=True)
    return row


def _value(twin: Twin, f: Any) -> Any:
    """What to write into one field; NOT_PROVIDED leaves it to the model."""
    shaped = SHAPED.get((f.model._meta.model_name, f.name))
    if shaped:
        return shaped(twin)
    if f.is_relation:
        return make_user(twin.letter).pk if f.related_model is User else _referred(twin, f)
    if f.primary_key or (isinstance(f, (models.DateTimeField, models.DateField, models.BooleanField)) and _is_optional(f)):
        return NOT_PROVIDED
    for kind, make in BY_TYPE:
        if isinstance(f, kind):
            return make(twin, f)
    raise AssertionError(f"Say in BY_TYPE what a canary of {type(f).__name__} ({f}) looks like.")


def _is_optional(f: Any) -> bool:
    return bool(f.null or f.has_default() or f.has_db_default())


def _referred(twin: Twin, f: Any) -> Any:
    if f.related_model is User:
        return make_user(twin.letter).pk
    row = twin.rows.get(f.related_model)
    return row.pk if row else NOT_PROVIDED


def _text(twin: Twin, f: Any) -> Any:
    if f.choices:
        return f.get_default() or f.choices[0][0]
    if "time_zone" in f.name:
        return "Europe/London"
    return twin.word(f.model._meta.model_name, f.name, f.max_length or 200) or f.get_default()


def _email(twin: Twin, f: Any) -> str:
    address = f"{twin.letter.lower()}.{_token()}@canary.example"
    twin.words.add(address)
    return address


def _slug(twin: Twin, f: Any) -> str:
    slug = f"{twin.letter.lower()}-{_token()}"
    twin.words.add(slug)
    return slug


def _array(twin: Twin, f: Any) -> list[Any]:
    return [_value(twin, _named(f))]


def _named(f: Any) -> Any:
    f.base_field.model, f.base_field.name = f.model, f.name
    return f.base_field


def _digest(twin: Twin) -> str:
    digest = hashlib.sha256(secrets.token_bytes(16)).hexdigest()
    twin.words.add(digest)
    return digest


def playbook_document(twin: Twin) -> dict[str, Any]:
    """What a playbook says, every text of it a canary."""

    def said() -> str:
        return twin.word("playbookversion", "document", 100)

    return rules.document(
        Content(said(), said(), (said(),), (Gift("tip", said()),), (said(),), (said(),), (Asset(said(), "https://a.example/"),))
    )


def guidelines_found(twin: Twin) -> dict[str, Any]:
    """A guideline as an import keeps it."""
    return {"flow": "", "content": playbook_document(twin), "touchpoints": [], "problem": ""}


def _phone(twin: Twin) -> str:
    """From the range that Ofcom keeps for drama; each twin has its own hundred, so that no number is both's by chance."""
    number = f"+447700900{'ABC'.index(twin.letter) + 1}{secrets.randbelow(90) + 10}"
    twin.words |= {number, number[1:], number[:0:-1]}
    return number


APPROVED = ("Your visit is booked", "We come when we said.")  # the hash holds the words together


def _map_of(twin: Twin) -> dict[str, Any]:
    """A map with one touchpoint whose every text is a canary."""
    texts = {name: twin.word("mapversion", name, room) for name, room in (("name", 120), ("intent", 300), ("mode_reason", 300))}
    stage = {"name": twin.word("mapversion", "stage", 120), "touchpoints": [{"key": _slug(twin, None), **texts}]}
    return {"journeys": [{"name": twin.word("mapversion", "journey", 120), "stages": [stage]}]}


BY_TYPE: list[tuple[Any, Callable[[Twin, Any], Any]]] = [
    (ArrayField, _array),
    (models.EmailField, _email),
    (models.SlugField, _slug),
    ((models.CharField, models.TextField), _text),
    (models.JSONField, lambda twin, f: {"canary": twin.word(f.model._meta.model_name, f.name, 200)}),
    (models.BinaryField, lambda twin, f: twin.word(f.model._meta.model_name, f.name, f.max_length or 200).encode() or b"x"),
    (models.UUIDField, lambda twin, f: NOT_PROVIDED if _is_optional(f) else new_id()),  # told, not followed
    (models.DateTimeField, lambda twin, f: NOW),
    (models.DateField, lambda twin, f: NOW.date()),
    (models.TimeField, lambda twin, f: f.get_default()),
    (models.DecimalField, lambda twin, f: Decimal("4711.25")),
    (models.BooleanField, lambda twin, f: False),
    (models.IntegerField, lambda twin, f: 71 if f.name == "position" else 1),
]

SHAPED: dict[tuple[str | None, str], Callable[[Twin], Any]] = {
    ("phonenumber", "e164"): _phone,
    ("phonenumber", "extension"): lambda twin: "",
    ("followup", "done_by"): lambda twin: None,
    ("presencetarget", "low"): lambda twin: 20,
    ("presencetarget", "high"): lambda twin: 30,
    ("presencetarget", "from_day"): lambda twin: NOW.date(),
    ("timer", "member"): lambda twin: twin.people["owner"].pk,
    ("timer", "started_at"): lambda twin: NOW,
    ("timer", "interaction"): lambda twin: None,  # it runs
    ("savedview", "listed"): lambda twin: "promises",
    ("savedview", "team"): lambda twin: twin.people["viewer"].team_id,  # everybody's team
    ("merge", "customer_id"): lambda twin: twin.rows[Customer].pk,
    ("merge", "before"): lambda twin: {
        "stays": {},
        "goes": {},
        "kept": {},
        "dropped": twin.word("merge", "before", 200),
        "moved": [],
        "matched": [],
        "emails": [],
        "phones": [],
        "filled": [],
        "merged": [],
        "references": [],
    },
    ("merge", "held"): lambda twin: {"promise": [twin.word("merge", "held", 200)]},
    ("playbookversion", "document"): playbook_document,
    ("playbookversion", "restored_from"): lambda twin: None,
    ("playbook", "archived_at"): lambda twin: None,
    ("playbookimport", "found"): lambda twin: [guidelines_found(twin)],
    ("playbookimport", "results"): lambda twin: None,
    ("playbookimport", "ran_at"): lambda twin: None,
    ("apikey", "secret_hash"): _digest,
    ("invitation", "token_hash"): _digest,
    ("feed", "secret_hash"): _digest,
    ("metricfeed", "secret_hash"): _digest,
    ("metricfeed", "metric"): lambda twin: "promise-kept-rate",
    ("invitation", "expires_at"): lambda twin: NOW + datetime.timedelta(days=3650),
    ("promiselink", "token_hash"): _digest,
    ("revision", "hash"): _digest,
    ("revision", "previous_hash"): lambda twin: "",
    ("interaction", "version"): lambda twin: 2,  # after its former version 1
    ("erasure", "transaction_number"): lambda twin: NOT_PROVIDED,  # the one that makes the twin: it is under way
    ("commitment", "term_key"): lambda twin: new_id(),
    ("automation", "trigger_details"): lambda twin: {"key": "visit-booked"},
    ("automation", "conditions"): lambda twin: {"segments": [twin.word("automation", "conditions", 80)]},
    ("automation", "stop_rules"): lambda twin: {"complaints": 2},
    ("event", "key"): lambda twin: "visit-booked",
    ("automation", "approved_by"): lambda twin: None,
    ("automation", "template_number"): lambda twin: None,
    ("delivery", "live_by"): lambda twin: None,
    ("delivery", "stopped_by"): lambda twin: None,
    ("delivery", "budget_contacts"): lambda twin: 3,
    ("delivery", "domain_findings"): lambda twin: [
        {"name": "SPF", "verdict": "wrong", "said": twin.word("delivery", "said", 60), "todo": "", "found": ""}
    ],
    ("delivery", "budget_days"): lambda twin: 7,
    ("delivery", "hold_seconds"): lambda twin: 30,
    ("suppression", "days_between"): lambda twin: None,
    ("membercalendar", "member"): lambda twin: twin.people["owner"].pk,
    ("membercalendar", "sealed_address"): lambda twin: "",  # a file has none
    ("membercalendar", "host"): lambda twin: "",
    ("membercalendar", "problem"): lambda twin: "",
    ("appointment", "ends_at"): lambda twin: NOW + datetime.timedelta(hours=1),
    ("appointment", "interaction_version"): lambda twin: 2,  # as it was written from the calendar
    ("mailsource", "token_hash"): lambda twin: "",
    ("mailsource", "removed_at"): lambda twin: None,
    ("incomingmail", "settled_by"): lambda twin: None,
    ("mapversion", "number"): lambda twin: 2,  # after the starter map
    ("mapversion", "document"): _map_of,
    ("mapversion", "applied_at"): lambda twin: NOW,
    ("maptemplate", "document"): _map_of,
    ("maptemplate", "deleted_at"): lambda twin: None,
    ("broughtmap", "before"): _map_of,
    ("broughtmap", "after_digest"): _digest,
    ("broughtmap", "undone_at"): lambda twin: None,
    ("maplink", "token_hash"): _digest,
    ("metricslink", "token_hash"): _digest,
    ("metricslink", "window"): lambda twin: "30d",
    ("metricslink", "expires_at"): lambda twin: NOW + datetime.timedelta(days=3650),
    ("metricslink", "revoked_at"): lambda twin: None,
    ("target", "metric"): lambda twin: "promise-kept-rate",
    ("weeklymail", "monday"): lambda twin: datetime.date(2026, 11, 16),
    ("weeklyreader", "time_zone"): lambda twin: "Asia/Kathmandu",
    ("maplink", "revoked_at"): lambda twin: None,
    ("publishedtouchpoint", "message_sha256"): lambda twin: "",
    ("messagetemplate", "approved_sha256"): lambda twin: "",
    ("messagetemplate", "approved_by"): lambda twin: None,
    ("messagetemplate", "language"): lambda twin: "en",
    ("approvedmessage", "language"): lambda twin: "en",
    ("approvedmessage", "subject"): lambda twin: APPROVED[0],
    ("approvedmessage", "text"): lambda twin: APPROVED[1],
    ("approvedmessage", "sha256"): lambda twin: hashlib.sha256(f"en\n{APPROVED[0]}\n\n{APPROVED[1]}".encode()).hexdigest(),
    ("pendingchange", "wanted"): lambda twin: {"mode": "augment", "protected": []},
    ("pendingchange", "decided_by"): lambda twin: None,
    ("pendingchange", "used_in"): lambda twin: None,
    ("handoff", "doubt"): lambda twin: "",
    ("handoff", "reply_minutes"): lambda twin: 120,
    ("handoff", "opened_at"): lambda twin: NOW,
    ("handoff", "promised_at"): lambda twin: NOW + datetime.timedelta(hours=2),
    ("handoff", "claimed_by"): lambda twin: None,
    ("handoff", "claimed_at"): lambda twin: None,
    ("handoff", "reached_at"): lambda twin: None,
    ("handoff", "handed_back_by"): lambda twin: None,
    ("handoff", "handed_back_at"): lambda twin: None,
    ("handoff", "done"): lambda twin: None,
    ("reachpage", "phone"): _phone,
    ("reachpage", "generation"): lambda twin: 1,
    ("reachpage", "closed_at"): lambda twin: None,
    ("said", "settled_at"): lambda twin: None,
    ("said", "promise"): lambda twin: None,
    ("said", "settled_by"): lambda twin: None,
    ("said", "dismissed_because"): lambda twin: "",
    ("commitment", "done_at"): lambda twin: NOW,  # somebody did it
    ("interaction", "promised_by"): lambda twin: NOW,  # and past since, so that the minute's tick has work
    ("term", "kind"): lambda twin: "commitment",
    ("import", "state"): lambda twin: "done",
    ("import", "kind"): lambda twin: next(iter(settings.IMPORTERS), "none"),
    ("rememberedmapping", "kind"): lambda twin: next(iter(settings.IMPORTERS), "none"),
    ("import", "delimiter"): lambda twin: ",",
    ("import", "encoding"): lambda twin: "utf-8",
    ("contact", "language"): lambda twin: "en",
    ("opening", "ends"): lambda twin: 2,
    ("frontlinehours", "minutes"): lambda twin: [71] * 7,
    ("letter", "html"): lambda twin: "",
    ("promise", "sent_number"): lambda twin: None,
    ("templateterm", "due_days"): lambda twin: None,
    ("storedanswer", "status"): lambda twin: 200,
    ("storedanswer", "method"): lambda twin: "POST",
}


def fingerprint(twin: Twin) -> dict[str, str]:
    """A hash of every table as the organization itself sees it: what another organization did would change one."""
    named = {model._meta.db_table: "organization_id" for model in catalog.tenant_models()} | {catalog.ORGANIZATIONS: "id"}
    hashed = "SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} t WHERE {column} = %(twin)s"
    parts = [hashed.format(table=table, column=column) for table, column in named.items()]
    with scope.acting_for(twin.organization), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"twin": twin.organization.pk})
        return dict(cursor.fetchall())
