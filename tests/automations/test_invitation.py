"""The calendar file of an appointment."""

from datetime import UTC, datetime

from touchpoints.automations import invitation

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FACTS = {"appointment.starts_at": "2026-12-01T13:00:00+00:00", "appointment.place": "12 Quay Street; rear"}


def test_it_says_when_and_where() -> None:
    file = invitation.of(FACTS, uid="m-1", summary="Visit, at last", now=NOW)

    assert "DTSTART:20261201T130000Z\r\nDTEND:20261201T140000Z\r\n" in file
    assert "LOCATION:12 Quay Street\\; rear\r\n" in file
    assert "SUMMARY:Visit\\, at last\r\n" in file


def test_no_value_begins_a_line_of_its_own() -> None:
    file = invitation.of(
        FACTS | {"appointment.place": "x\r\nATTENDEE:mailto:a@b.example"}, uid="m-1", summary="é" * 90, now=NOW
    )

    assert not [line for line in file.split("\r\n") if line.startswith("ATTENDEE")]
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))


def test_without_an_appointment_there_is_no_file() -> None:
    assert invitation.of({"appointment.starts_at": "soon"}, uid="m-1", summary="x", now=NOW) == ""
