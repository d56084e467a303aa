# The image of web, worker, beat and migrations alike; docker-compose.yml says which command makes which.

FROM python:3.11-slim-bookworm AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home presence
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/presence
COPY . .
# Static files need settings that are right, not settings that are used: none of these values reaches a running container.
RUN python -m compileall -q . \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    PRESENCE_URL=https://build.example.org EMAIL_URL=consolemail:// \
    DATABASE_URL=postgres://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1/0 \
    python manage.py collectstatic --noinput --verbosity 0
USER presence
EXPOSE 8000
# Workers count their time in shared memory, for a slow disk would make them look dead.
CMD ["gunicorn", "presence.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=4", \
    "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
