# Sourced by the commands in bin/: finds Python 3.11 or newer and hands over to bin/local.
self=$(readlink -f -- "$0" 2>/dev/null || printf '%s' "$0")
root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P) || exit 1
command=$(basename -- "$self")

for python in ${PRESENCE_PYTHON:+"$PRESENCE_PYTHON"} "$root/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 none; do
    "$python" -ISc 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done

if [ "$python" = none ]; then
    found=$(python3 -ISc 'import sys; print(", found %d.%d" % sys.version_info[:2])' 2>/dev/null)
    echo "bin/$command: Presence needs Python 3.11 or newer${found:-, found none}. Install one, or name one in PRESENCE_PYTHON." >&2
    exit 1
fi

PYTHONPATH=$root exec "$python" -P -m bin.local "$command" "$@"
