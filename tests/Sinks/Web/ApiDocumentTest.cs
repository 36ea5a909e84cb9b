using System.Runtime.CompilerServices;
using System.Text.Json;
using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Answers.Web;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Studio.Web;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>The description of the web interface.</summary>
public sealed class ApiDocumentTest
{
    [Fact]
    public async Task Every_endpoint_is_described_and_every_description_has_its_endpoint()
    {
        EndpointList endpoints = new();
        using StateRoutes state = new(Bare<StudioState>(), Bare<StudioChanges>()); // with its clock, which does nothing without a viewer
        using PreviewHost host = new(set: settings => settings with { Routes = [.. OtherRoutes(), state, endpoints] });
        JsonElement document = JsonElement.Parse(await host.Client.GetStringAsync(new Uri(ApiDocument.Path, UriKind.Relative), TestContext.Current.CancellationToken));
        string[] described =
        [
            .. document.GetProperty("paths").EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(endpoints.All(), described);
        Assert.All(["GET /api/explain", "GET /api/model", "GET /api/studio", "GET /api/studio/versions", "POST /api/classify", "POST /api/label", "POST /api/model", "POST /api/studio/inbox/label"], known => Assert.Contains(known, described));
        Assert.All(
            document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation =>
            {
                Assert.EndsWith(".", operation.Value.GetProperty("summary").GetString(), StringComparison.Ordinal);
                Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
            });
    }

    [Fact]
    public async Task Bodies_queries_and_answers_are_described_as_they_are()
    {
        using PictureAnswers answers = new(() => throw new InvalidOperationException("nothing is asked"), _ => { });
        using PreviewHost host = new(set: settings => settings with { Routes = [new ClassifyRoutes(answers)] });
        JsonElement paths = JsonElement.Parse(await host.Client.GetStringAsync(new Uri(ApiDocument.Path, UriKind.Relative), TestContext.Current.CancellationToken)).GetProperty("paths");
        JsonElement classify = paths.GetProperty("/api/classify").GetProperty("post");
        Assert.Equal(["top", "name"], classify.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.True(classify.GetProperty("requestBody").GetProperty("content").TryGetProperty("image/jpeg", out _));
        Assert.True(classify.GetProperty("responses").TryGetProperty("422", out _));
        Assert.Equal("name", paths.GetProperty("/fonts/{name}").GetProperty("get").GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.Contains("unknown_below", paths.GetProperty("/api/controls").GetProperty("post").GetProperty("requestBody").GetRawText() + await SchemasAsync(host), StringComparison.Ordinal);
    }

    /// <summary>All routes of the edge app but those that every page has. They add their endpoints and are never asked, so they need nothing else.</summary>
    private static IEnumerable<IPreviewRoutes> OtherRoutes() => typeof(IPreviewRoutes).Assembly.GetTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(IPreviewRoutes)) && type != typeof(PreviewEndpoints) && type != typeof(RunEndpoints) && type != typeof(StateRoutes))
        .Select(type => (IPreviewRoutes)RuntimeHelpers.GetUninitializedObject(type));

    private static T Bare<T>()
        where T : class => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    private static async Task<string> SchemasAsync(PreviewHost host) =>
        JsonElement.Parse(await host.Client.GetStringAsync(new Uri(ApiDocument.Path, UriKind.Relative), TestContext.Current.CancellationToken)).GetProperty("components").GetRawText();

    /// <summary>Keeps the builder that all routes are added to.</summary>
    private sealed class EndpointList : IPreviewRoutes
    {
        private IEndpointRouteBuilder? builder;

        public void Map(IEndpointRouteBuilder routes) => builder = routes;

        public string[] All() =>
        [
            .. builder!.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}"))
                .Order(StringComparer.Ordinal),
        ];
    }
}
