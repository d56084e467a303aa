"""Benches: one script per goal of docs/performance.md, run by `bin/bench NAME`. They print ratios and never fail a build."""

from tests import ground

ground.set_up()
