using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>
/// Decides which requests may see and change the run. With a token, everything but the health check needs it: as a bearer token,
/// as the browser's cookie, or once in the address. Without a token, only this machine has access, under one of its own names.
/// </summary>
internal sealed class PreviewAccess(PreviewSettings settings)
{
    /// <summary>The path that needs no token: a health check has no secrets.</summary>
    public const string OpenPath = "/healthz";

    /// <summary>Header of every request that changes something. A page of another site cannot send it: the preflight request fails.</summary>
    public const string ChangeHeader = "X-EdgeResNet";

    private const string Bearer = "Bearer ";
    private static readonly TimeSpan cookieTime = TimeSpan.FromDays(30);
    private readonly byte[]? tokenHash = settings.Token is string token ? Hash(token) : null;

    // Derived from the token: it survives a restart without revealing the token.
    private readonly string cookie = settings.Token is string token ? Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "cookie of the web page"u8)) : "";

    /// <summary>Passes a request on, or answers it.</summary>
    public Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = PreviewPage.NothingAllowed;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (settings.IsLocal && !IsThisMachine(context.Request.Host.Host))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "this page answers to localhost only");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !IsOwnRequest(context.Request))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, $"a change needs the header {ChangeHeader}: 1 and must come from this page");
        }

        return tokenHash is null || context.Request.Path == OpenPath || MayEnter(context) ? next(context) : LetInAsync(context);
    }

    // Protects against DNS rebinding: a foreign name for this machine would give another site access. With a token, such a page has no cookie.
    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsOwnRequest(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return !StringValues.IsNullOrEmpty(request.Headers[ChangeHeader])
            && (string.IsNullOrEmpty(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text)); // equal lengths for any input

    // One cookie for each port, since ports of a host share cookies and another program may run beside this one.
    private static string CookieName(HttpContext context) => $"edgeresnet-{context.Connection.LocalPort}";

    private static async Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(reason + "\n", context.RequestAborted).ConfigureAwait(false);
    }

    private bool MayEnter(HttpContext context)
    {
        string? authorization = context.Request.Headers.Authorization;
        return authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? IsToken(authorization[Bearer.Length..].Trim())
            : context.Request.Cookies[CookieName(context)] is string given && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(cookie));
    }

    private bool IsToken(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), tokenHash);

    // A token in the address becomes a cookie. The redirect removes it from the address and the browser's history.
    private Task LetInAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string? given = HttpMethods.IsGet(request.Method) ? request.Query["token"] : StringValues.Empty;
        if (given is not null && IsToken(given))
        {
            context.Response.Cookies.Append(CookieName(context), cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Path = "/", MaxAge = cookieTime });
            QueryBuilder rest = new(request.Query.Where(pair => pair.Key != "token"));
            PathString path = new("/" + request.Path.Value?.TrimStart('/', '\\')); // two slashes would start another host's name
            context.Response.Redirect(path + rest.ToQueryString().ToString());
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        if (!request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html"))
        {
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "a token is needed: as the header Authorization: Bearer TOKEN, or once as ?token=TOKEN");
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return PreviewPage.AskForTokenAsync(context, wrong: given is not null);
    }
}
