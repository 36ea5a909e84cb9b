using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>The largest body of a request, in place of the server's default.</summary>
internal static class BodyLimit
{
    /// <summary>Sets the limit of a request; null for none. To raise it, call it after access was checked.</summary>
    public static void Set(HttpContext context, long? bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }
}
