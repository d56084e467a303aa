"""Where things are: the checkout, and the folders that belong to it but not to git."""

import errno
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
REQUIREMENTS = ROOT / "requirements"
PYTHON = VENV / "bin" / "python"


def program(name: str) -> str:
    """A program of the environment, such as pytest, by its full path."""
    return str(VENV / "bin" / name)


def make(folder: Path) -> Path:
    """Make a folder that the servers' account can pass through, whatever the umask says."""
    if not folder.is_dir():
        if folder.exists():
            raise NotADirectoryError(errno.ENOTDIR, "This is no folder", str(folder))
        make(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    return folder


def is_in_home(path: str) -> bool:
    return bool(path) and Path(path).is_relative_to(home())


def home() -> Path:
    """Where embedded servers keep their data: PRESENCE_HOME, or .presence/ in the checkout."""
    return Path(ROOT, os.environ.get("PRESENCE_HOME") or ".presence").resolve()
