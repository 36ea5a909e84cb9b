using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The page of a run, the door before it and their fonts.</summary>
internal static class PreviewPage
{
    /// <summary>Content policy of all other answers.</summary>
    public const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    private const string DoorFile = "Web/door.html";
    private static readonly EmbeddedPage door = new(DoorFile);
    private static readonly EmbeddedPage wrongDoor = new(DoorFile, html => html.Replace("id=\"wrong\" hidden", "id=\"wrong\"", StringComparison.Ordinal));

    /// <summary>The live view.</summary>
    public static EmbeddedPage Live { get; } = new("Web/index.html");

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

        return (wrong ? wrongDoor : door).AnswerAsync(context);
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
}
