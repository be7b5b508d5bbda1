# tests/running/test_image.py runs these steps in a clean folder: paths must stay below /app, /venv and /state.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
WORKDIR /app
# Before the sources, so that a change of them installs nothing anew.
COPY requirements.lock ./
RUN /venv/bin/python -m pip install --quiet --no-input --require-hashes -r requirements.lock
COPY . ./
RUN STATE_DIR=/tmp/build /venv/bin/python manage.py compile_translations
RUN STATE_DIR=/tmp/build /venv/bin/python manage.py collectstatic --noinput --verbosity 0
RUN /venv/bin/python -m compileall -q consult intake

FROM python:3.11-slim
# For PDF handouts: Pango, and a Japanese font to put into them.
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-ipafont-gothic \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENV STATE_DIR=/state BIND=0.0.0.0:8000
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
# A new volume takes over the owner of the folder that it is put on.
RUN mkdir -m 700 /state && chown 10001:10001 /state
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config=python:consult.gunicorn", "consult.wsgi"]
