# syntax=docker/dockerfile:1
# toban as one static program in an empty image: no shell, no user but a
# number, a root that may be read-only, and one folder it writes to, /data.
#
#   docker build -t toban .
#   docker build -t toban:git --target with-git .   # for knowledge.sources with git:

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download && go mod verify
COPY . .
# Compiling the Datadog client takes 7.5 GB; -p 1 keeps others from running
# beside it. Zone data is in the program.
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -p 1 -trimpath -mod=readonly -ldflags='-s -w' -o /out/toban ./cmd/toban \
    && mkdir -p /out/data

FROM debian:bookworm-slim AS with-git
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/toban /toban
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
ENV HOME=/data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/toban", "health", "--url", "http://127.0.0.1:9090/healthz"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/toban"]
CMD ["serve", "--config", "/etc/toban/toban.yaml", "--log-format", "json"]

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/toban /toban
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
# http.admin of the configuration, 127.0.0.1:9090 in the example.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/toban", "health", "--url", "http://127.0.0.1:9090/healthz"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/toban"]
CMD ["serve", "--config", "/etc/toban/toban.yaml", "--log-format", "json"]
