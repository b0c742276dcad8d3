FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY bin/uv.lock requirements.lock ./
RUN python -m venv --without-pip /opt/venv \
 && pip install --quiet --no-cache-dir --no-deps --require-hashes -r uv.lock \
 && uv pip sync --no-cache --python /opt/venv/bin/python --require-hashes requirements.lock \
 && /opt/venv/bin/python -m compileall -q -j 0 /opt/venv/lib

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    MODE=production \
    DATA_DIR=/data
# A number, so that the host can tell at a glance whose files these are; no one can sign in with it.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ensemble \
 && install -d -o ensemble -g ensemble -m 750 /data /erased
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
RUN python -B bin/catalogues.py compile && python -m compileall -q .
USER ensemble
VOLUME /data /erased
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000"]
