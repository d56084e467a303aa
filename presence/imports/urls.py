"""The addresses of the import wizard, below /import/."""

from django.urls import path

from presence.imports.views import matching, preview, progress, upload

urlpatterns = [
    path("", progress.index, name="import_list"),
    path("new/", upload.new, name="import_new"),
    path("<uuid:import_id>/", progress.page, name="import_page"),
    path("<uuid:import_id>/reading/", matching.reading, name="import_reading"),
    path("<uuid:import_id>/columns/", matching.columns, name="import_columns"),
    path("<uuid:import_id>/values/", matching.values, name="import_values"),
    path("<uuid:import_id>/preview/", preview.preview, name="import_preview"),
    path("<uuid:import_id>/rows/<uuid:row_id>/", preview.row, name="import_row"),
    path("<uuid:import_id>/rejects.csv", progress.rejects_file, name="import_rejects"),
    path("<uuid:import_id>/run/", progress.run, name="import_run"),
    path("<uuid:import_id>/cancel/", progress.cancel, name="import_cancel"),
    path("<uuid:import_id>/undo/", progress.undo, name="import_undo"),
    path("<uuid:import_id>/discard/", progress.discard, name="import_discard"),
]
