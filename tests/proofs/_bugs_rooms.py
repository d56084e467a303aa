"""Mistakes in the rooms above: what waits for a person, what is sent and comes back, playbooks, and figures for outside."""

from tests.proofs._planting import Bug

ALONE, OUTSIDE, CATALOG = "tests/wall/test_code_alone.py", "tests/wall/test_outside.py", "tests/house/test_catalog.py"
SAME, ABSENT = f"{ALONE}::test_a_page_is_the_same_without_the_neighbor", f"{ALONE}::test_a_foreign_id_looks_like_an_absent_one"
VIEWS = "metrics/migrations/0008_reading_views.py"


def _past_the_manager(model: str) -> str:
    return f"{model}.objects._queryset_class({model})"


BUGS = [
    Bug(
        name="Handoffs are listed past the manager",
        file="touchpoints/handoffs/listing.py",
        old="    found = Handoff.rows()\n    if which",
        new=f"    found = {_past_the_manager('Handoff')}\n    if which",
        tests=(f"{SAME}[handoffs/]",),
    ),
    Bug(
        name="Anybody's handoff is opened by its id",
        file="touchpoints/handoffs/showing.py",
        old="    return Handoff.rows().select_related(",
        new=f"    return {_past_the_manager('Handoff')}.select_related(",
        tests=(f"{ABSENT}[handoffs/<uuid:handoff_id>/]",),
    ),
    Bug(
        name="The outbox is listed past the manager",
        file="touchpoints/sends/listing.py",
        old="    found = Message.rows()\n    states = GROUPS",
        new=f"    found = {_past_the_manager('Message')}\n    states = GROUPS",
        tests=(f"{SAME}[sends/]",),
    ),
    Bug(
        name="Automations are found in every organization",
        file="touchpoints/automations/reading.py",
        old='    return Automation.rows().select_related("touchpoint")',
        new=f'    return {_past_the_manager("Automation")}.select_related("touchpoint")',
        tests=(f"{ABSENT}[automations/<uuid:automation_id>/]",),
    ),
    Bug(
        name="Suppressed addresses are listed past the manager",
        file="touchpoints/suppression/listing.py",
        old="if why else Suppression.rows()\n",
        new=f"if why else {_past_the_manager('Suppression')}\n",
        tests=(f"{SAME}[suppressions/]",),
    ),
    Bug(
        name="What came back is listed past the manager",
        file="touchpoints/incoming/listing.py",
        old="        return IncomingMail.rows().filter(settled_at=None)",
        new=f"        return {_past_the_manager('IncomingMail')}.filter(settled_at=None)",
        tests=(f"{SAME}[incoming/]",),
    ),
    Bug(
        name="The address of a removed mail provider still takes reports",
        file="touchpoints/incoming/actions.py",
        old=".filter(token_hash=shown.digest, removed_at=None).first()",
        new=".filter(token_hash=shown.digest).first()",
        tests=("tests/incoming/test_hooks.py::test_only_the_right_address_opens",),
    ),
    Bug(
        name="A way to a person opens without its signature",
        file="touchpoints/reach/links.py",
        old="        content = _decode(_signer().unsign(token))",
        new='        content = _decode(token.rpartition(".")[0])',
        tests=("tests/reach/test_links.py::test_what_was_not_signed_opens_nothing",),
    ),
    Bug(
        name="Follow-ups are listed past the manager",
        file="touchpoints/followups/listing.py",
        old="if wanted.customer else FollowUp.rows()\n",
        new=f"if wanted.customer else {_past_the_manager('FollowUp')}\n",
        tests=(f"{ALONE}::test_everybodys_list_is_that_of_one_organization",),
    ),
    Bug(
        name="Playbooks are listed past the manager",
        file="touchpoints/playbooks/listing.py",
        old="    found = Playbook.rows().filter(archived_at__isnull=wanted",
        new=f"    found = {_past_the_manager('Playbook')}.filter(archived_at__isnull=wanted",
        tests=(f"{SAME}[playbooks/]",),
    ),
    Bug(
        name="Targets of every organization are read",
        file="metrics/targets/reading.py",
        old="    for row in Target.rows().select_related(",
        new=f"    for row in {_past_the_manager('Target')}.select_related(",
        tests=(f"{SAME}[metrics/targets/]",),
    ),
    Bug(
        name="Anybody's link to the figures can be withdrawn",
        file="metrics/sharing/views.py",
        old="    link = get_object_or_404(MetricsLink.rows(), pk=metrics_link_id)",
        new=f"    link = get_object_or_404({_past_the_manager('MetricsLink')}, pk=metrics_link_id)",
        tests=(f"{ABSENT}[metrics/links/<uuid:metrics_link_id>/revocation/]",),
    ),
    Bug(
        name="A withdrawn link still shows the figures",
        file="metrics/sharing/links.py",
        old="    return MetricsLink.rows().filter(revoked_at=None, expires_at__gt=now)",
        new="    return MetricsLink.rows().filter(expires_at__gt=now)",
        tests=("tests/metrics/test_sharing_and_weeks.py::test_what_ended_or_was_withdrawn_looks_like_what_never_was",),
    ),
    Bug(
        name="The feed of a removed member still tells",
        file="metrics/feeds/actions.py",
        old="revoked_at=None, member__removed_at=None, member__user__is_active=True)",
        new="revoked_at=None)",
        tests=("tests/metrics/test_feeds.py",),
    ),
    Bug(
        name="Programs outside say themselves whose rows they read",
        file=VIEWS,
        old="""USING (organization_id = "right"(session_user::text, 32)::uuid);""",
        new="""USING (organization_id = nullif(current_setting('presence.organization', true), '')::uuid);""",
        tests=(f"{OUTSIDE}::test_nothing_it_says_changes_whose_rows_it_sees",),
    ),
    Bug(
        name="Programs outside read every organization's rows",
        file=VIEWS,
        old="""USING (organization_id = "right"(session_user::text, 32)::uuid);""",
        new="USING (true);",
        tests=(f"{OUTSIDE}::test_it_sees_its_own_rows_and_none_of_another",),
    ),
    Bug(
        name="A view for programs outside asks with its owner's rights",
        file=VIEWS,
        old="CREATE VIEW reading.promises WITH (security_invoker = true) AS",
        new="CREATE VIEW reading.promises AS",
        tests=(f"{OUTSIDE}::test_it_sees_its_own_rows_and_none_of_another",),
    ),
    Bug(
        name="Programs outside are granted a column that no view needs",
        file=VIEWS,
        old='"organization_id, id, interaction_id, promise_id, term_key,',
        new='"organization_id, id, interaction_id, promise_id, term_key, evidence,',
        tests=(f"{CATALOG}::test_programs_outside_read_the_columns_of_the_views_and_no_others",),
    ),
]
