"""What becomes of words about a contact when its customer, or somebody there, is erased (settings.REACTIONS)."""

from presence.customers import erasing
from presence.customers.erasing import Erased
from touchpoints.interactions.erasing import holding, without
from touchpoints.presence.models import LONGEST_NOTE, QualityNote


def customer_erased(*, erased: Erased) -> None:
    """They go with the customer, or lose the words that name somebody."""
    theirs = QualityNote.rows().filter(interaction__customer=erased.customer_id)
    erasing.forget_entries(erased, list(theirs.values_list("pk", flat=True)))
    if erased.is_whole:
        theirs.delete()
        return
    for note in holding(theirs, "words", erased):
        note.words = without(note.words, erased)[:LONGEST_NOTE]
        note.save(update_fields=["words"])
