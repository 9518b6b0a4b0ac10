# Two stages: the first builds and installs, the second has Python, the installed packages and nothing else of ours.
ARG PYTHON=3.11
FROM python:${PYTHON}-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY . /source
RUN python3 -m venv /opt/watchlist \
 && /opt/watchlist/bin/pip install --quiet --upgrade pip \
 && /opt/watchlist/bin/pip install --quiet --only-binary :all: --no-binary watchlist '/source[postgresql]' \
 && /opt/watchlist/bin/pip uninstall --quiet --yes pip setuptools

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="watchlist" \
      org.opencontainers.image.description="Finds sanctioned parties and restricted sectors in running text" \
      org.opencontainers.image.licenses="MIT"
# Nothing is installed into a running container, so the base's installer goes, too.
RUN python3 -m pip uninstall --quiet --yes --root-user-action ignore pip setuptools wheel \
 && groupadd --gid 10001 watchlist \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin watchlist \
 && mkdir /data && chown 10001:10001 /data && chmod 0700 /data
COPY --from=build /opt/watchlist /opt/watchlist
# The root file system is read-only at run time; all that changes is in the volume.
ENV PATH=/opt/watchlist/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WATCHLIST_DATA_DIR=/data \
    WATCHLIST_API_HOST=0.0.0.0 \
    WATCHLIST_API_CREATE_KEY=true
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["watchlist", "healthcheck"]
ENTRYPOINT ["watchlist"]
CMD ["run"]
