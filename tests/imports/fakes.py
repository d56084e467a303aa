"""An importer of teams: small enough to read at a glance, real enough to create, change, reject and undo rows."""

from collections.abc import Sequence
from typing import Any

from presence.imports.importers import Batch, Change, Context, Foreseen, Link, Result, Row, Undoable, Written
from presence.imports.rules.fields import Choice, Field, Kind, Option, Problem
from presence.tenancy.models import Team

COLORS = (Choice("red", "Red", ("rouge",)), Choice("blue", "Blue", ("bleu",)))


class TeamImporter:
    kind = "teams"
    noun = ("team", "teams")
    about = "Teams of the organization."
    reference = "key"
    needs: Sequence[Sequence[str]] = [("key",), ("name", "long_name")]
    shown: Sequence[str] = ("key", "name", "color", "since")
    options: Sequence[Option] = (Option("rename", "Rename teams that exist", "Otherwise they stay as they are."),)

    def fields(self) -> Sequence[Field]:
        return (
            Field("key", "Key", max_length=40, synonyms=("number", "id")),
            Field("name", "Name", max_length=60, synonyms=("title",)),
            Field("long_name", "Long name", beside="name"),
            Field("position", "Position", Kind.NUMBER, whole=True, synonyms=("place",)),
            Field("color", "Color", Kind.CHOICE, choices=COLORS, fixed=True, synonyms=("shade",)),
            Field("since", "Since", Kind.MOMENT, synonyms=("opened at", "made at")),
            Field("lead", "Lead's e-mail", Kind.EMAIL),
        )

    def objections(self, matched: frozenset[str]) -> Sequence[str]:
        return ["Match either Name or Long name."] if {"name", "long_name"} <= matched else []

    def preview(self, rows: Sequence[Row], context: Context) -> Sequence[Foreseen]:
        teams = _teams(rows)
        return [self._foresee(row, teams.get(row.values["key"])) for row in rows]

    def _foresee(self, row: Row, team: Team | None) -> Foreseen:
        if row.values.get("name") == "forbidden":
            return Foreseen("problem", [Problem("name", "This name is not allowed.")])
        if team is None:
            return Foreseen("new")
        if team.name == row.values["name"]:
            return Foreseen("unchanged", target_id=team.pk)
        return Foreseen("changed", changes=[Change("Name", team.name, row.values["name"])], target_id=team.pk)

    def run(self, rows: Sequence[Row], context: Context) -> Batch:
        teams = _teams(rows)
        written = [self._write(row, teams.get(row.values["key"]), context) for row in rows]
        days = sorted(row.values["since"].date() for row in rows if row.values.get("since"))
        return Batch(written, days[0] if days else None, days[-1] if days else None)

    def _write(self, row: Row, team: Team | None, context: Context) -> Written:
        name = row.values["name"]
        if name == "explode":
            raise ValueError("nobody foresaw this")
        if team is None:
            return Written("created", Team.objects.create(key=row.values["key"], name=name).pk)
        if team.name == name:
            return Written("unchanged", team.pk)
        if "rename" not in context.options:
            return Written("rejected", team.pk, [Problem("name", "Renaming was not asked for.")])
        before: dict[str, Any] = {"name": team.name, "became": name}
        Team.rows().filter(pk=team.pk).update(name=name)
        return Written("updated", team.pk, before=before)

    def undo(self, rows: Sequence[Undoable], context: Context) -> Sequence[str]:
        return [self._undo(row) for row in rows]

    def _undo(self, row: Undoable) -> str:
        team = Team.rows().filter(pk=row.target_id)
        if row.before is None:
            return "" if team.delete()[0] else "It was deleted meanwhile."
        return "" if team.filter(name=row.before["became"]).update(name=row.before["name"]) else "It was changed meanwhile."

    def links(self, result: Result) -> Sequence[Link]:
        return [Link("See the teams", f"/teams/?from={result.first_day}&to={result.last_day}")]

    def undo_note(self) -> str:
        return "Members stay in their teams."


def _teams(rows: Sequence[Row]) -> dict[str, Team]:
    return {team.key: team for team in Team.rows().filter(key__in=[row.values["key"] for row in rows])}
