# Stage 1 gathers the pinned packages and compiles the code; stage 2 holds nothing that installs.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv --without-pip /opt/venv
RUN python -m pip --python /opt/venv/bin/python install --disable-pip-version-check --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY LICENSE ./
COPY bot ./bot
COPY data ./data
COPY locales ./locales
RUN /opt/venv/bin/python -m compileall -q bot
RUN /opt/venv/bin/python -m bot check

FROM python:3.11-slim
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore setuptools wheel pip
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin doblest
RUN install --directory --owner=doblest --group=doblest --mode=0700 /state
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOBLEST_STATE=/state/doblest.sqlite3 \
    DOBLEST_METRICS_PORT=9100
VOLUME /state
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; p = int(os.environ['DOBLEST_METRICS_PORT']); p and r.urlopen(f'http://127.0.0.1:{p}/health', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
