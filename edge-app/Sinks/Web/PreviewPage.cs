using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The page with its style and script inline, and a policy that allows nothing else.</summary>
internal static class PreviewPage
{
    /// <summary>Content policy of all other answers.</summary>
    public const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly string style = Resource("style.css");
    private static readonly string show = Resource("show.js");
    private static readonly string act = Resource("act.js");
    private static readonly byte[] page = Compose("index.html");
    private static readonly byte[] door = Compose("door.html");
    private static readonly byte[] wrongDoor = Compose("door.html", unhidden: "id=\"wrong\"");
    private static readonly string policy = $"default-src 'none'; img-src 'self' data:; connect-src 'self'; font-src 'self'; style-src {Source(style)}; script-src {Source(show)} {Source(act)}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Answers with the page.</summary>
    public static Task AnswerAsync(HttpContext context) => SendAsync(context, page);

    /// <summary>Answers with the page that asks for the token.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wrong">True if a wrong token was given.</param>
    public static Task AskForTokenAsync(HttpContext context, bool wrong)
    {
        // After a link from another site, the browser omits the cookie (SameSite=Strict). A reload from this page sends it.
        if (!wrong && context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            context.Response.Headers["Refresh"] = "0";
        }

        return SendAsync(context, wrong ? wrongDoor : door);
    }

    /// <summary>Answers with a font of the HUD.</summary>
    public static async Task FontAsync(HttpContext context)
    {
        string? name = context.Request.RouteValues["name"] as string;
        Stream? font = typeof(PreviewPage).Assembly.GetManifestResourceStream($"Fonts/{name}");
        if (font is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using (font.ConfigureAwait(false))
        {
            context.Response.Headers.CacheControl = "private, max-age=86400";
            context.Response.ContentType = Path.GetExtension(name) == ".woff2" ? "font/woff2" : "font/sfnt";
            context.Response.ContentLength = font.Length;
            await font.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Task SendAsync(HttpContext context, byte[] html)
    {
        context.Response.Headers.ContentSecurityPolicy = policy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = html.Length;
        return context.Response.Body.WriteAsync(html, context.RequestAborted).AsTask();
    }

    private static byte[] Compose(string name, string unhidden = "id=\"\"")
    {
        StringBuilder html = new(Resource(name));
        return Encoding.UTF8.GetBytes(html.Replace("/* style.css */", style).Replace("/* show.js */", show).Replace("/* act.js */", act).Replace(unhidden + " hidden", unhidden).ToString());
    }

    private static string Source(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    private static string Resource(string name)
    {
        using Stream stream = typeof(PreviewPage).Assembly.GetManifestResourceStream($"Web/{name}") ?? throw new InvalidOperationException($"{name} is missing in the program");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
