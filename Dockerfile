# Builds the bridge from a clean clone:  docker build -t smsbridge .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
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
RUN dotnet publish src/SmsBridge --arch $TARGETARCH --configuration Release --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
COPY LICENSE NOTICE /app/

# The working directory is where data/ and logs/ are made. It is created for the image's own unprivileged user before it becomes a
# volume, so that a new volume starts with that owner.
RUN install --directory --owner=app --group=app --mode=0700 /var/lib/smsbridge
WORKDIR /var/lib/smsbridge
VOLUME /var/lib/smsbridge
USER app

# ASPNETCORE_HTTP_PORTS is the base image's own 8080; Urls would win over it, with a warning at each start.
ENV ASPNETCORE_HTTP_PORTS="" \
    Urls=http://+:9191
EXPOSE 9191

# The image has neither curl nor wget, but it has bash, which can open a connection. Healthy: a hook could be stored now.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9191 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]

ENTRYPOINT ["dotnet", "/app/SmsBridge.dll"]
