"""Where imports are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.imports import importers
from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role

IMPORTS = Item("Imports", "import_list", role=Role.LEADER, icon="upload", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    """Importing each kind of row, for those who may."""
    if not member.may(Role.LEADER):
        return []
    new = reverse("import_new")
    return [
        Action(f"Import {importers.importer_for(kind).noun[1]}", f"{new}?kind={kind}", also="csv file upload spreadsheet excel")
        for kind in importers.kinds()
    ]
