"""The addresses of the metrics floor's pages."""

from django.urls import include, path

from metrics.calculators.registry import METRICS, PROMISE_KEPT
from metrics.dashboard import measured_views as measured
from metrics.dashboard import views as dashboard
from metrics.sharing import public as shared
from metrics.sharing import views as sharing
from metrics.targets import views as targets
from metrics.watching import views as watching
from metrics.weekly import views as weekly

urlpatterns = [
    path("metrics", watching.watched, name="watched"),
    path("metrics/", measured.index, name="metrics"),
    path("", include("metrics.feeds.urls")),
    path("metrics/targets/", targets.metric_targets, name="metric_targets"),
    path("metrics/targets/new/", targets.metric_target_new, name="metric_target_new"),
    path("metrics/links/", sharing.metrics_links, name="metrics_links"),
    path("metrics/links/<uuid:metrics_link_id>/revocation/", sharing.metrics_link_revocation, name="metrics_link_revocation"),
    path("metrics/weekly/", weekly.metrics_weekly, name="metrics_weekly"),
    path("shared/metrics/<str:token>", shared.shared_metrics, name="shared_metrics"),
    path("metrics/panel/", dashboard.panel, name="metrics_panel"),
    path("metrics/promise-kept-rate/", dashboard.promise_kept_rate, name="promise_kept_rate"),
    path("metrics/promise-kept-rate.csv", dashboard.promise_kept_rate_csv, name="promise_kept_rate_csv"),
    path("help/metrics/<slug:key>/", dashboard.definition, name="metric_definition"),
    *(
        pattern
        for metric in METRICS.values()
        if metric is not PROMISE_KEPT
        for pattern in (
            path(f"metrics/{metric.key}/", measured.metric, {"key": metric.key}, name=metric.word),
            path(f"metrics/{metric.key}.csv", measured.metric_csv, {"key": metric.key}, name=f"{metric.word}_csv"),
        )
    ),
]
