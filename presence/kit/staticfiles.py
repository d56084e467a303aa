"""Static files as they go out: hashed, compressed, kept forever by browsers, and the stylesheet as one file.

`static/css/app.css` imports one file for each component. That is pleasant to write and slow to fetch, so collecting folds them
in. A file that was left away when collecting is served as it lies.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/app.css"
_IMPORT = re.compile(r'^@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>[\w.]+)\);$', re.MULTILINE)


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    # Our modules import each other by their hashed names; other people's scripts are left alone.
    _imports = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # Django says "subject to change"
    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _imports))

    def url(self, name: str | None, force: bool = False) -> str:
        is_collected = self.hash_key(str(name)) in self.hashed_files
        return str(super().url(name, force)) if is_collected else f"{self.base_url}{name}"

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ENTRY in paths and not dry_run:
            paths = {**paths, ENTRY: (self._fold(paths), ENTRY)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _fold(self, paths: dict[str, Any]) -> "Assets":
        """Write the entry with its imports in place, and give back where it lies."""
        folded = _IMPORT.sub(lambda found: _layered(paths, found["file"], found["layer"]), _read(paths, ENTRY))
        self.delete(ENTRY)
        self.save(ENTRY, ContentFile(folded.encode()))
        return self


def _layered(paths: dict[str, Any], file: str, layer: str) -> str:
    return f"@layer {layer} {{\n{_read(paths, f'css/{file}')}}}\n"


def _read(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
