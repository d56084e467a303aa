"""Sign-offs: the word of delivery and of support that a revision can be done. Append-only; the newest of a side counts.

What was said in writing sits in a side table, so that erasing it leaves who signed what and when.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Revision


class SignOff(OrganizationRow):
    """What one side said about one revision. `no_such_team` is written when nobody of that side could sign."""

    class Side(models.TextChoices):
        """Keys of the two teams whose word is asked."""

        DELIVERY = "delivery", "Delivery"
        SUPPORT = "support", "Support"

    class Verdict(models.TextChoices):
        SIGNED = "signed", "Signed off"
        REFUSED = "refused", "Refused"
        NO_SUCH_TEAM = "no_such_team", "No such team"

    revision = Reference(Revision, related_name="sign_offs")
    side = models.CharField(max_length=10, choices=Side)
    verdict = models.CharField(max_length=12, choices=Verdict)
    member = Reference(Membership)
    label = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(side__in=["delivery", "support"]), name="sign_off_side_known"),
            models.CheckConstraint(
                condition=Q(verdict__in=["signed", "refused", "no_such_team"]), name="sign_off_verdict_known"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "revision", "side", "at"], name="sign_off_newest")]

    def __str__(self) -> str:
        return f"{self.side}: {self.verdict}"


class SignOffWording(OrganizationRow):
    """The erasable comment of a sign-off, or the reasons of a refusal."""

    id = None  # type: ignore[assignment]  # the sign-off's id serves
    sign_off = models.OneToOneField(
        SignOff, models.PROTECT, primary_key=True, db_column="id", related_name="wording", db_constraint=False
    )
    comment = models.CharField(max_length=500)

    class Meta(OrganizationRow.Meta):
        pass

    def __str__(self) -> str:
        return self.comment
