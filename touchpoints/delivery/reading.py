"""How mail goes out now. An organization that never chose anything rehearses."""

from django.db import connection

from presence.kit.ids import new_id
from presence.tenancy import scope
from touchpoints.delivery.models import Delivery


def of_organization() -> Delivery:
    """The organization's row; while there is none, an unsaved one with what holds until somebody chooses."""
    return Delivery.rows().first() or Delivery(
        dkim_selector="", plus_addresses=False
    )  # their defaults are the database's, which has not been asked


def held_for_share() -> Delivery:
    """The row, which nobody changes until the transaction ends: whoever stops mail waits for what is leaving, no more leaves.

    Made when there is none yet, because a row that is not there cannot be held.
    """
    organization_id = scope.acting_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [organization_id])
        if cursor.fetchone() is None:
            row = Delivery(id=new_id())
            Delivery.objects.bulk_create([row], ignore_conflicts=True)
            cursor.execute(_HOLD, [organization_id])
    return Delivery.rows().get()


_HOLD = "SELECT 1 FROM touchpoints_delivery WHERE organization_id = %s FOR SHARE"
