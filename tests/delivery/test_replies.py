"""The address a recipient answers to names its message."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.delivery import replies


@given(st.uuids())
def test_an_address_names_its_message(message_id: UUID) -> None:
    address = replies.address_of("replies@ours.example", message_id)

    assert address.startswith("replies+m-")
    assert replies.message_of(address) == replies.message_of(address.upper()) == message_id


@pytest.mark.parametrize("address", ["", "ours.example", "our+team@ours.example"])
def test_what_cannot_carry_a_name_stays(address: str) -> None:
    assert replies.address_of(address, UUID(int=1)) == address


@pytest.mark.parametrize("address", ["", "replies@ours.example", "replies+m-short@ours.example", f"x+m-{'a' * 25}1@y"])
def test_other_addresses_name_none(address: str) -> None:
    assert replies.message_of(address) is None
