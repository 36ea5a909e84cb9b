using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Allows larger bodies than the server's default, for requests that have passed the access check.</summary>
internal static class BodyLimit
{
    /// <summary>Raises the limit of a request.</summary>
    public static void Raise(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }
}
