"""A wrong value stops the start with its name."""

import pytest

from bin.local import messages, settings

CLEAN = ("PRESENCE_PORT", "PRESENCE_DEMO", "PRESENCE_ENV", "PRESENCE_URL", *settings.SCHEMES, *settings.JUDGED_BY_DJANGO)


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CLEAN:
        monkeypatch.delenv(name, raising=False)


def test_nothing_set_is_fine() -> None:
    assert settings.read() == settings.Wishes(port=8000, demo=True, own_database=False, own_broker=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRESENCE_PORT", "80x"),
        ("PRESENCE_PORT", "0"),
        ("PRESENCE_PORT", "65536"),
        ("PRESENCE_PORT", "-1"),
        ("PRESENCE_PORT", "٨٠"),
        ("PRESENCE_DEMO", "yes"),
        ("DATABASE_URL", "mysql://host/presence"),
        ("DATABASE_OWNER_URL", "presence"),
        ("DATABASE_ADMIN_URL", "postgres"),
        ("REDIS_URL", "http://host"),
        ("CACHE_URL", "memcache://host"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(messages.Stop, match=name):
        settings.read()


def test_one_database_address_asks_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@host/presence")

    with pytest.raises(messages.Stop, match="DATABASE_OWNER_URL"):
        settings.read()


def test_bin_dev_is_for_local_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_ENV", "production")

    with pytest.raises(messages.Stop, match="PRESENCE_ENV"):
        settings.require_local()


def test_given_servers_win_over_embedded_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://cache.example.org/0")
    embedded = {"REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": "postgres://127.0.0.1:2/presence"}

    values = settings.for_django(embedded, port=8001)

    assert values["REDIS_URL"] == "redis://cache.example.org/0"
    assert values["DATABASE_URL"] == "postgres://127.0.0.1:2/presence"
    assert values["PRESENCE_URL"] == "http://localhost:8001"


def test_mail_of_a_local_run_goes_to_files() -> None:
    assert settings.for_django({}, port=8000)["EMAIL_URL"].startswith("filemail://")


def test_only_who_makes_roles_is_given_the_databases_superuser() -> None:
    embedded = {
        "DATABASE_URL": "postgres://127.0.0.1:2/presence",
        "DATABASE_ADMIN_URL": "postgres://postgres@127.0.0.1:2/presence",
    }

    assert "DATABASE_ADMIN_URL" not in settings.for_django(embedded, port=8000)
    assert settings.for_django(embedded, port=8000, administrator=True)["DATABASE_ADMIN_URL"] == embedded["DATABASE_ADMIN_URL"]
