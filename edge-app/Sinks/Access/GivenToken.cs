using System.Text;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>A token that came with a request.</summary>
/// <param name="Text">The token.</param>
/// <param name="Way">How it came.</param>
internal sealed record GivenToken(string Text, TokenWay Way)
{
    /// <summary>Name of the token in forms and addresses.</summary>
    public const string Key = "token";

    /// <summary>Header of every request that changes something. A page of another site cannot send it: the preflight request fails.</summary>
    public const string ChangeHeader = "X-EdgeResNet";

    private const int LongestForm = 4096;
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>Whether a request is the form of the page that asks for the token.</summary>
    public static bool IsForm(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.HasFormContentType
        && request.Headers[ChangeHeader].Count == 0 && request.Headers.Authorization.Count == 0;

    /// <summary>Finds the token of a request; null if it has none.</summary>
    public static async Task<GivenToken?> OfAsync(HttpRequest request)
    {
        string? text;
        if (IsForm(request))
        {
            text = await FormAsync(request).ConfigureAwait(false);
            return text is null ? null : new GivenToken(text, TokenWay.Form);
        }

        string authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return new GivenToken(authorization[Bearer.Length..].Trim(), TokenWay.Bearer);
        }

        if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return new GivenToken(Password(authorization[Basic.Length..].Trim()), TokenWay.Basic);
        }

        text = HttpMethods.IsGet(request.Method) ? request.Query[Key] : default;
        return text is null ? null : new GivenToken(text, TokenWay.Link);
    }

    private static async Task<string?> FormAsync(HttpRequest request)
    {
        BodyLimit.Set(request.HttpContext, LongestForm); // whatever the endpoint allows those that are let in
        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false))[Key];
        }
        catch (InvalidDataException)
        {
            return null; // not a form of ours
        }
    }

    // Any user name; a password may contain colons.
    private static string Password(string encoded)
    {
        Span<byte> bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
        {
            return "";
        }

        string both = Encoding.UTF8.GetString(bytes[..length]);
        return both[(both.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
