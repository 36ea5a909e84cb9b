using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>
/// A part of the web interface that the page's server serves beside its own routes. All requests have passed
/// <see cref="PreviewAccess"/>. Bodies are limited to 4,096 bytes unless a route
/// raises its own limit: in its handler, after access was checked.
/// </summary>
internal interface IPreviewRoutes
{
    /// <summary>Adds the routes, each with its <see cref="DescribedEndpoint.Describe{T}(T, ApiText)"/>; called once for each server, before it listens.</summary>
    void Map(IEndpointRouteBuilder routes);
}
