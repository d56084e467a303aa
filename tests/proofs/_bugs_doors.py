"""Somebody gets in who should not, or learns at the door what is behind it."""

from tests.proofs._planting import Bug

MOUNT, ACCESS = "presence/tenancy/middleware.py", "presence/tenancy/access.py"
STRANGERS = "tests/wall/test_walk.py::test_another_organizations_address_looks_like_nobodys"
FUNCTIONS, ROLES = "tests/wall/test_functions.py", "tests/house/test_roles_page.py"
INVITATIONS = "presence/members/invitations.py"

BUGS = [
    Bug(
        name="The membership of anybody at an address opens it",
        file="presence/migrations/0004_member_of.py",
        old="WHERE o.slug = address AND m.user_id = person AND m.removed_at IS NULL",
        new="WHERE o.slug = address AND m.removed_at IS NULL",
        tests=(f"{FUNCTIONS}::test_a_member_is_found_at_their_own_address_only",),
    ),
    Bug(
        name="The session of a removed member still opens the organization",
        file="presence/migrations/0004_member_of.py",
        old="WHERE o.slug = address AND m.user_id = person AND m.removed_at IS NULL",
        new="WHERE o.slug = address AND m.user_id = person",
        tests=(f"{FUNCTIONS}::test_a_member_is_found_at_their_own_address_only",),
    ),
    Bug(
        name="The switcher lists every organization",
        file="presence/migrations/0003_directory.py",
        old="WHERE m.user_id = person AND m.removed_at IS NULL",
        new="WHERE m.removed_at IS NULL",
        tests=(f"{FUNCTIONS}::test_a_persons_places_are_that_persons",),
    ),
    Bug(
        name="A page declares no access",
        file="presence/customers/views.py",
        old="@access.member()\n@require_safe\ndef customers_csv(",
        new="@require_safe\ndef customers_csv(",
        tests=("tests/wall/test_walk.py::test_it_declares_who_may_open_it[c/customers.csv]",),
    ),
    Bug(
        name="A view that declares nothing is served",
        file=MOUNT,
        old="        if access is None:\n            raise",
        new="        if access is None and settings.DEBUG:\n            raise",
        tests=("tests/tenancy/test_mount.py",),
    ),
    Bug(
        name="A page asks for membership and not for the role",
        file=ACCESS,
        old="if not request.member.may(role):",
        new="if not request.member.is_active:",
        tests=("tests/wall/test_walk.py::test_a_lower_role_is_refused[members/]",),
    ),
    Bug(
        name="Every role covers every other",
        file="presence/tenancy/models.py",
        old="return self.rank >= needed.rank",
        new="return self.rank >= 0",
        tests=("tests/tenancy/test_mount.py",),
    ),
    Bug(
        name="A page of owners is opened to every member",
        file="presence/members/views.py",
        old="@access.member(Role.OWNER)\n@require_safe\ndef members(",
        new="@access.member()\n@require_safe\ndef members(",
        tests=(ROLES,),
    ),
    Bug(
        name="A page of leaders is opened to everybody with an account",
        file="presence/audit/views.py",
        old="@access.member(Role.LEADER)\n@require_safe\ndef audit_log(",
        new="@access.signed_in\n@require_safe\ndef audit_log(",
        tests=(ROLES,),
    ),
    Bug(
        name="A stranger gets 403 where an organization exists and 404 where none does",
        file=MOUNT,
        old="        if member is None:\n            return self._answer_stranger(request, rest)",
        new="""        if member is None and directory.organization_id_for(slug):
            return HttpResponse("You are no member of this organization.", status=403)
        if member is None:
            return self._answer_stranger(request, rest)""",
        tests=(f"{STRANGERS}[c/]",),
    ),
    Bug(
        name="Only addresses of real organizations ask people to sign in",
        file=MOUNT,
        old="        if not request.user.is_authenticated:\n            return self._answer_program",
        new="""        if directory.organization_id_for(slug) is None:
            raise Http404
        if not request.user.is_authenticated:
            return self._answer_program""",
        tests=(f"{STRANGERS}[c/]",),
    ),
    Bug(
        name="Signing up tells who has an account",
        file="presence/settings_accounts.py",
        old="ACCOUNT_PREVENT_ENUMERATION = True",
        new="ACCOUNT_PREVENT_ENUMERATION = False",
        tests=("tests/wall/test_oracles.py::test_signing_up_with_a_known_address_looks_like_any_other",),
    ),
    Bug(
        name="Inviting tells who works for another organization",
        file=INVITATIONS,
        old="    _check_rate()\n    member = Membership",
        new="""    _check_rate()
    if User.objects.filter(email=email).exclude(pk__in=Membership.rows().values("user_id")).exists():
        raise Refusal(f"{email} works for another organization.", pointer="email")
    member = Membership""",
        tests=("tests/wall/test_oracles.py::test_inviting_somebody_elses_member_is_inviting_anybody",),
    ),
    Bug(
        name="An invitation lets in whoever holds it",
        file=INVITATIONS,
        old="        if invitation.email != user.email:\n            raise OtherAddress(invitation.email, user.email)\n",
        new="",
        tests=("tests/members/test_invitations.py::test_it_is_for_one_address",),
    ),
    Bug(
        name="An invitation works twice",
        file=INVITATIONS,
        old="return _look_up(token, accepted_at=None, revoked_at=None, expires_at__gt=now)",
        new="return _look_up(token, revoked_at=None, expires_at__gt=now)",
        tests=("tests/members/test_invitations.py::test_an_invited_person_joins_once",),
    ),
]
