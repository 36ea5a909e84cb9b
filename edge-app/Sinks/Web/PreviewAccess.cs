using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.EdgeApp.Sinks.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>
/// Decides which requests may see and change the run. With a token, everything but the health check needs it: as the browser's
/// cookie, as a bearer token, as a password, or once in a form or an address. Without a token, only this machine has access, under
/// one of its own names.
/// </summary>
internal sealed class PreviewAccess(PreviewSettings settings)
{
    /// <summary>The path that needs no token: a health check has no secrets.</summary>
    public const string OpenPath = "/healthz";

    /// <summary>Key in the addresses that the page itself asks for. A browser must not open its own dialog for them.</summary>
    public const string PageKey = "page";

    /// <summary>Key in the address of the door after a wrong token.</summary>
    private const string WrongKey = "wrong";

    private static readonly TimeSpan cookieTime = TimeSpan.FromDays(30);
    private readonly byte[]? tokenHash = settings.Token is string token ? Hash(token) : null;
    private readonly Guesses guesses = new(settings.Clock);

    // Derived from the token: it survives a restart without revealing the token, and nobody can guess its 256 bits.
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
        HttpRequest request = context.Request;
        if (settings.IsLocal && !IsThisMachine(request.Host.Host))
        {
            return ApiRequest.RefuseAsync(context, StatusCodes.Status403Forbidden, "this page answers to localhost only");
        }

        bool isForm = tokenHash is not null && GivenToken.IsForm(request);
        if (!isForm && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !IsOwnRequest(request))
        {
            return ApiRequest.RefuseAsync(context, StatusCodes.Status403Forbidden, $"a change needs the header {GivenToken.ChangeHeader}: 1 and must come from this page");
        }

        if (tokenHash is null || request.Path == OpenPath)
        {
            return next(context);
        }

        if (isForm || !HasCookie(context))
        {
            return CheckAsync(context, next);
        }

        return HttpMethods.IsGet(request.Method) && request.Query.ContainsKey(GivenToken.Key) ? RedirectAsync(context, StatusCodes.Status302Found) : next(context);
    }

    // Protects against DNS rebinding: a foreign name for this machine would give another site access. With a token, such a page has no cookie.
    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsOwnRequest(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return request.Headers[GivenToken.ChangeHeader].ToString().Length > 0
            && (string.IsNullOrEmpty(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text)); // equal lengths for any input

    // One cookie for each port, since ports of a host share cookies and another program may run beside this one.
    private static string CookieName(HttpContext context) => $"edgeresnet-{context.Connection.LocalPort}";

    // The same address without the token: neither the address bar nor the history keeps it.
    private static Task RedirectAsync(HttpContext context, int status, string? more = null)
    {
        HttpRequest request = context.Request;
        QueryBuilder rest = new(request.Query.Where(pair => pair.Key is not (GivenToken.Key or WrongKey)));
        if (more is not null)
        {
            rest.Add(more, "1");
        }

        PathString path = new("/" + request.Path.Value?.TrimStart('/', '\\')); // two slashes would start another host's name
        context.Response.StatusCode = status;
        context.Response.Headers.Location = path + rest.ToQueryString().ToString();
        return Task.CompletedTask;
    }

    private static bool IsForPeople(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");

    private bool HasCookie(HttpContext context) =>
        context.Request.Cookies[CookieName(context)] is string given && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(cookie));

    private async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        GivenToken? given = await GivenToken.OfAsync(context.Request).ConfigureAwait(false);
        if (given is null)
        {
            await AskAsync(context, given).ConfigureAwait(false);
            return;
        }

        bool right = CryptographicOperations.FixedTimeEquals(Hash(given.Text), tokenHash);
        if (guesses.Delay(RemotePeer.Of(context.Connection.RemoteIpAddress), right) is not TimeSpan wait)
        {
            context.Response.Headers.RetryAfter = Guesses.Patience.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            await ApiRequest.RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many wrong tokens from this address; wait a minute").ConfigureAwait(false);
            return;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, settings.Clock, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await (right ? LetInAsync(context, given.Way, next) : AskAsync(context, given)).ConfigureAwait(false);
    }

    private Task LetInAsync(HttpContext context, TokenWay way, RequestDelegate next)
    {
        if (way is TokenWay.Bearer or TokenWay.Basic)
        {
            if (way == TokenWay.Basic)
            {
                context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin"; // pages of others may show what they know the password of
            }

            return next(context);
        }

        context.Response.Cookies.Append(CookieName(context), cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = cookieTime });
        return RedirectAsync(context, way == TokenWay.Form ? StatusCodes.Status303SeeOther : StatusCodes.Status302Found);
    }

    // Programs learn that a password is accepted. Browsers do not, for what people and the page itself open: they would show a dialog of their own.
    private static Task AskAsync(HttpContext context, GivenToken? given)
    {
        HttpRequest request = context.Request;
        bool forPeople = IsForPeople(request);
        if (forPeople && given?.Way == TokenWay.Link)
        {
            return RedirectAsync(context, StatusCodes.Status303SeeOther, WrongKey);
        }

        bool silent = forPeople || request.Query.ContainsKey(PageKey) || request.Headers.ContainsKey(GivenToken.ChangeHeader);
        context.Response.Headers.WWWAuthenticate = silent ? "Bearer" : "Basic realm=\"EdgeResNet\", charset=\"UTF-8\"";
        if (!forPeople)
        {
            return ApiRequest.RefuseAsync(context, StatusCodes.Status401Unauthorized, "a token is needed: as the header Authorization: Bearer TOKEN, as the password of any user, or once as ?token=TOKEN");
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return PreviewPage.AskForTokenAsync(context, wrong: given?.Way == TokenWay.Form || request.Query.ContainsKey(WrongKey));
    }
}
