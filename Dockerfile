# The edge app with a shipped model, for x86-64. docs/deploy.md, "In a container", says how to run it.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
COPY global.json .editorconfig Directory.Build.props Directory.Build.targets Directory.Packages.props Accelerator.props ./
COPY build/ build/
COPY shared/ shared/
COPY edge-app/ edge-app/
RUN dotnet publish edge-app/EdgeResNet.EdgeApp.csproj -c Release -r linux-x64 --no-self-contained \
    -p:PublishReadyToRun=true -p:PublishDocumentationFiles=false -p:UseSharedCompilation=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
# What OpenCV is linked against; ffmpeg for network cameras; curl for the health check.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libgtk-3-0t64 libdrm2 libatomic1 ffmpeg curl \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o $APP_UID -g $APP_UID /data
COPY LICENSE /app/
COPY models/fashion-resnet18/ /models/fashion-resnet18/
COPY --from=build /app /app
# .NET's images bring this user, who is not root. Cameras need: --device /dev/video0 --group-add video
USER $APP_UID
# Recordings, events and summaries go here.
WORKDIR /data
VOLUME /data
EXPOSE 8080
ENV ORT_DISABLE_TELEMETRY=1 DOTNET_EnableDiagnostics=0
# 503 while the source is lost: the page's own address, which needs no token.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/healthz"]
# The program is process 1 and hears `docker stop`.
ENTRYPOINT ["/app/EdgeResNet.EdgeApp"]
CMD ["live", "--model", "/models/fashion-resnet18", "--source", "demo:fashion", "--web", "127.0.0.1:8080"]
