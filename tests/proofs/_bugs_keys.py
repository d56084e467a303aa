"""An API key opens more than it should, or what is kept for one caller is given to another."""

from tests.proofs._planting import Bug

FINDING, KEPT = "presence/apikeys/finding.py", "tests/wall/test_sharing.py"
DEAD_KEYS = "tests/wall/test_code_alone.py::test_a_key_that_is_none_opens_nothing"
NO_CANARY = "tests/wall/test_walk.py::test_no_answer_holds_a_canary[api/v1/customers/]"

BUGS = [
    Bug(
        name="A key with another organization's id is found by its secret",
        file=FINDING,
        old="WHERE key.organization_id = %(organization)s AND key.secret_hash",
        new="WHERE key.secret_hash",
        tests=(DEAD_KEYS,),
    ),
    Bug(
        name="The key of a removed member still works",
        file=FINDING,
        old="   AND maker.removed_at IS NULL AND person.is_active",
        new="   AND person.is_active",
        tests=(NO_CANARY,),
    ),
    Bug(
        name="A revoked key still works",
        file=FINDING,
        old=" AND key.revoked_at IS NULL\n",
        new="\n",
        tests=(NO_CANARY,),
    ),
    Bug(
        name="Removing a member leaves their keys alive",
        file="presence/apikeys/reactions.py",
        old="    actions.revoke_all_of(by=by, member=member, now=now)",
        new="    del member, by, now",
        tests=("tests/members/test_memberships.py::test_a_removed_members_keys_are_dead_at_once_and_for_good",),
    ),
    Bug(
        name="The API does not ask for the scope",
        file="presence/kit/api/views.py",
        old="        refuse_without(operation.scope, caller)\n        raw =",
        new="        raw =",
        tests=("tests/wall/test_walk.py::test_a_key_without_the_scope_is_refused[api/v1/customers/]",),
    ),
    Bug(
        name="A key keeps what its maker may no longer do",
        file="presence/apikeys/rules.py",
        old="return frozenset(scope for scope in given if role.covers(NEEDED_ROLE[scope]))",
        new="return frozenset(given)",
        tests=("tests/api/test_callers.py::test_a_key_does_no_more_than_its_maker_may_today",),
    ),
    Bug(
        name="A viewer's session writes through the API",
        file="presence/apikeys/callers.py",
        old="allowed = rules.effective([Scope.ADMIN], Role(member.role))",
        new="allowed = rules.effective([Scope.ADMIN], Role.OWNER)",
        tests=("tests/api/test_callers.py::test_a_viewer_reads_and_does_not_write",),
    ),
    Bug(
        name="Answers kept for a member's session are given to their keys",
        file="presence/tenancy/callers.py",
        old='return f"key:{self.actor.key_id}" if self.actor.key_id else f"member:{self.member.pk}"',
        new='return f"member:{self.member.pk}"',
        tests=(f"{KEPT}::test_two_keys_of_one_organization_do_not_share_kept_answers",),
    ),
    Bug(
        name="A cursor is signed without the organization",
        file="presence/kit/api/calls.py",
        old='return f"{self.caller.organization_id}:{self.request.path_info}',
        new='return f"{self.request.path_info}',
        tests=("tests/wall/test_api_fields.py::test_a_foreign_cursor_is_refused_like_a_damaged_one[list_customers]",),
    ),
    Bug(
        name="A page's cursor is signed without the organization",
        file="presence/audit/views.py",
        old='belongs_to=f"audit:{request.organization.pk}"',
        new='belongs_to="audit"',
        tests=("tests/audit/test_audit_log.py::test_another_organizations_cursor_is_a_damaged_one",),
    ),
    Bug(
        name="An answer's tag is made of its address alone",
        file="presence/kit/api/exchange.py",
        old='headers["ETag"] = reply.tag or etags.of(content)',
        new='headers["ETag"] = reply.tag or etags.of(call.request.path.encode())',
        tests=(f"{KEPT}::test_a_tag_of_another_organizations_table_is_no_reason_for_304",),
    ),
    Bug(
        name="Any cache on the way may keep the API's answers",
        file="presence/kit/api/views.py",
        old='response.headers.setdefault("Cache-Control", "private, no-cache")',
        new='response.headers.setdefault("Cache-Control", "public, max-age=60")',
        tests=(f"{KEPT}::test_no_shared_cache_may_keep_it[api/v1/customers/]",),
    ),
    Bug(
        name="A cache may give one key's answer to another",
        file="presence/kit/api/views.py",
        old='patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])',
        new='patch_vary_headers(response, ["Accept"])',
        tests=(f"{KEPT}::test_no_shared_cache_may_keep_it[api/v1/customers/]",),
    ),
    Bug(
        name="Counts beside the navigation are cached for everybody",
        file="presence/kit/navigation.py",
        old='return f"navigation:{member.pk}"',
        new='return "navigation"',
        tests=("tests/kit/test_navigation.py::test_each_member_has_counts_of_their_own",),
    ),
    Bug(
        name="A list of choices is remembered by the process",
        file="presence/customers/listing.py",
        old="def segments() -> list[str]:",
        new="from functools import cache\n\n\n@cache\ndef segments() -> list[str]:",
        tests=(f"{KEPT}::test_what_one_organization_has_opened_is_not_shown_to_the_next[c/new/]",),
    ),
]
