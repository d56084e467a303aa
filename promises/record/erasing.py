"""What promises lose when their customer, or somebody there, is erased."""

from django.db import connection

from presence.customers import erasing
from presence.customers.erasing import Erased
from promises.record.models import Promise


def customer_erased(*, erased: Erased) -> None:
    """Their words go; revisions, terms, answers and the chain of digests stay. A whole customer's order numbers go, too."""
    promises = Promise.rows().filter(customer=erased.customer_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT promises_erase_words(%s, %s)", [erased.erasure_id, erased.among])
    erasing.forget_entries(erased, list(promises.values_list("pk", flat=True)))
    if erased.is_whole:
        promises.exclude(external_ref="").update(external_ref="")
