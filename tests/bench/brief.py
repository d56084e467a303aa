"""The finished brief among 10,000 customers with 20 promises each: server time and queries of page and screen pop."""

import argparse
import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import ground
from tests.bench import _crowd
from tests.bench.lookup import Product

GOAL_MS = 150


def times(call: Callable[[], object], calls: int) -> tuple[list[float], float]:
    """Milliseconds of each call, sorted, and of CPU for one; a tenth more are made first to warm up."""
    for _ in range(calls // 10):
        call()
    found, spent = [], time.process_time()
    for _ in range(calls):
        began = time.perf_counter()
        call()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found), (time.process_time() - spent) / calls * 1000


def main(customers: int, promises: int, calls: int) -> None:
    with ground.database():
        began = time.perf_counter()
        product = Product(_crowd.gather("crowd", customers=customers, promises=promises, meetings=5))
        _crowd.analyze()
        took = time.perf_counter() - began
        size = len(product.page())
        print(f"{customers:,} customers x {promises} promises x 5 terms, made in {took:.0f} s; page {size:,} bytes")
        for name, call in {"page": product.page, "pop and page": product.pop}.items():
            found, cpu = times(call, calls)
            p50, p95 = statistics.median(found), found[len(found) * 95 // 100]
            print(f"  {name:<14} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   CPU {cpu:5.1f} ms   (goal: p95 <= {GOAL_MS} ms)")
        with CaptureQueriesContext(connection) as asked:
            product.page()
        statements = [one["sql"] for one in asked if one["sql"] not in ("BEGIN", "COMMIT") and "set_config" not in one["sql"]]
        print(f"  queries of the page: {len(statements)} (goal: <= 6)")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench brief", description=__doc__)
    options.add_argument("--customers", type=int, default=10_000)
    options.add_argument("--promises", type=int, default=20)
    options.add_argument("--calls", type=int, default=300)
    chosen = options.parse_args()
    main(chosen.customers, chosen.promises, chosen.calls)
