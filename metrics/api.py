"""The metrics floor's part of the REST API."""

from typing import Any

from django.urls import path

from metrics.dashboard import api as dashboard
from metrics.dashboard import measured_api

urlpatterns: list[Any] = [
    path("metrics/", dashboard.Metrics.as_view(), name="api_metrics"),
    path("metrics/promise-kept-rate/", dashboard.PromiseKept.as_view(), name="api_promise_kept_rate"),
    path("metrics/promise-kept-rate.csv", dashboard.PromiseKeptTable.as_view(), name="api_promise_kept_rate_table"),
    *measured_api.urlpatterns,
]
