"""What becomes of entries when their person is erased: the address goes, and stays suppressed for good."""

from presence.customers.erasing import Erased
from presence.customers.models import EmailAddress
from presence.tenancy.actors import SYSTEM
from touchpoints.suppression import actions, reading
from touchpoints.suppression.models import Suppression, Why


def customer_erased(*, erased: Erased) -> None:
    """Nothing is sent to an erased person's address any more, unless somebody else here has the same one."""
    for address in erased.emails:
        if EmailAddress.rows().filter(address_norm=address.lower()).exists():
            continue
        actions.suppress(by=SYSTEM, address=address, why=Why.ERASED)
        Suppression.rows().filter(digest=reading.digest(address)).update(address="", words="")
