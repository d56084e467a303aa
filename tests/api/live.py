"""What tests need that talk to a running server."""

import os
import shutil
import sys
from pathlib import Path

CURL = """#!{python}
import sys
sys.path.insert(0, {root!r})
from tests.api import curl
curl.main(sys.argv[1:])
"""


def environment(folder: Path, *, url: str, key: str) -> dict[str, str]:
    """For the recipes: the address, the key, this Python, and a curl. A machine without curl gets our small one."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "python").symlink_to(sys.executable)
    if shutil.which("curl") is None:
        stand_in = programs / "curl"
        stand_in.write_text(CURL.format(python=sys.executable, root=str(Path.cwd())))
        stand_in.chmod(0o755)
    inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return inherited | {"PATH": f"{programs}:{os.environ['PATH']}", "PRESENCE_URL": url, "PRESENCE_KEY": key}
