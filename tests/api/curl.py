"""As much of curl as the recipes in docs/api.md use, for machines that have none."""

import argparse
import sys
from pathlib import Path
from urllib.parse import quote

import httpx


def main(arguments: list[str]) -> None:
    """Send one request; a refusal ends with curl's own exit code 22."""
    options = _parse(arguments)
    url, content = options.url, None
    if options.data_urlencode:
        name, _, value = options.data_urlencode.partition("=")
        url += f"?{name}={quote(value)}"
    if options.data_binary:
        content = Path(options.data_binary.removeprefix("@")).read_bytes()
    headers = dict(header.split(": ", 1) for header in options.header)
    answer = httpx.request("GET" if content is None else "POST", url, content=content, headers=headers)
    if answer.is_error:
        sys.exit(22)
    if options.output:
        Path(options.output).write_bytes(answer.content)
    else:
        sys.stdout.write(answer.text)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--header", action="append", default=[])
    for name in ("--silent", "--fail", "--get"):
        parser.add_argument(name, action="store_true")
    for name in ("--output", "--data-binary", "--data-urlencode"):
        parser.add_argument(name)
    return parser.parse_intermixed_args(arguments)
