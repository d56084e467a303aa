"""Identifiers: UUIDv7, so that rows sort by the time they were made and keys stay opaque."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    return compat.uuid7()
