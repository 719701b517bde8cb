# syntax=docker/dockerfile:1
# Builds the bridge from a clean clone:  docker build --build-arg VERSION="$(bash deploy/version.sh)" --build-arg REVISION="$(git rev-parse HEAD)" -t smsbridge .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH=amd64
WORKDIR /build

# What a restore reads, and nothing else: this layer is rebuilt only when a package changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/SmsBridge/SmsBridge.csproj src/SmsBridge/
RUN dotnet restore src/SmsBridge --arch $TARGETARCH -p:PublishReadyToRun=true

# What the compiler reads. BannedSymbols.txt and .editorconfig are part of it: warnings are errors here too.
COPY BannedSymbols.txt .editorconfig appsettings.json ./
COPY db/ db/
COPY src/SmsBridge/ src/SmsBridge/
ARG VERSION=0.0.0-dev
ARG REVISION=
RUN dotnet publish src/SmsBridge --arch $TARGETARCH --configuration Release --no-restore --output /app \
      -p:Version=$VERSION -p:SourceRevisionId=$REVISION -p:PublishDocumentationFiles=false
COPY LICENSE NOTICE /app/

# The folder for data and logs. The image it goes into has no shell to make it with.
RUN install --directory --mode=0700 /state

# No shell, no package manager, nothing but what the program needs; "extra" has the time zones that quiet hours go by.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
ARG VERSION=0.0.0-dev
ARG REVISION=
LABEL org.opencontainers.image.title="SmsBridge" \
      org.opencontainers.image.description="From a Mifos X or Apache Fineract core to SMS" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /app /app

# The working directory is where data/ and logs/ are made. It belongs to the image's own unprivileged user before it becomes a
# volume, so that a new volume starts with that owner. Nothing else is written: the rest may be read-only (docker run --read-only --tmpfs /tmp).
COPY --from=build --chown=$APP_UID:$APP_UID /state /var/lib/smsbridge
WORKDIR /var/lib/smsbridge
VOLUME /var/lib/smsbridge
USER $APP_UID

# ASPNETCORE_HTTP_PORTS is the base image's own 8080; Urls would win over it, with a warning at each start.
# Without diagnostics the runtime leaves no socket in /tmp, by which who gets into the container could read its memory.
ENV ASPNETCORE_HTTP_PORTS="" \
    DOTNET_EnableDiagnostics=0 \
    Urls=http://+:9191
EXPOSE 9191

# Healthy: a hook could be stored now.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["dotnet", "/app/SmsBridge.dll", "health"]

ENTRYPOINT ["dotnet", "/app/SmsBridge.dll"]
