"""The id of the request being answered, for logs, problem details and the audit log."""

from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    return _request_id.get()


def name_current(request_id: str) -> None:
    _request_id.set(request_id)
