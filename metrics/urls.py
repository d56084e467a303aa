"""The addresses of the metrics floor's pages."""

from django.urls import path

from metrics.dashboard import views as dashboard

urlpatterns = [
    path("metrics/", dashboard.index, name="metrics"),
    path("metrics/panel/", dashboard.panel, name="metrics_panel"),
    path("metrics/promise-kept-rate/", dashboard.promise_kept_rate, name="promise_kept_rate"),
    path("metrics/promise-kept-rate.csv", dashboard.promise_kept_rate_csv, name="promise_kept_rate_csv"),
    path("help/metrics/<slug:key>/", dashboard.definition, name="metric_definition"),
]
