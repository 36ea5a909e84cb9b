using System.Globalization;
using System.Net;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Address of the web page, and its access.</summary>
/// <param name="EndPoint">Address to listen on.</param>
/// <param name="Token">Required from each viewer; null: only this machine has access, without a token.</param>
internal sealed record PreviewSettings(IPEndPoint EndPoint, string? Token = null)
{
    private const int ShortestToken = 16;
    private const string TokenHint = $"make a token with 'openssl rand -hex 16' and set it with --web-token TOKEN or, safer, the variable {SecretVariables.WebToken}";

    /// <summary>Whether any free port may replace a busy one.</summary>
    public bool MayMove { get; init; }

    /// <summary>How long a connection may stay idle, or a request's head may take.</summary>
    public TimeSpan IdlePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer waits for the next picture before it is a 503.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of the delays for wrong tokens.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The page at the address's root.</summary>
    public EmbeddedPage Page { get; init; } = PreviewPage.Live;

    /// <summary>Further routes beside the page's own.</summary>
    public IReadOnlyList<IPreviewRoutes> Routes { get; init; } = [];

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLocal => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Parses and checks the user's settings.</summary>
    /// <param name="address">Address to listen on.</param>
    /// <param name="token">The token; null for none.</param>
    /// <exception cref="UsageException">The address is invalid, the token can be guessed, or other machines would have access without one.</exception>
    public static PreviewSettings Create(string address, string? token)
    {
        PreviewSettings settings = new(PreviewAddress.Parse(address), token);
        if (token is not null)
        {
            CheckToken(token);
        }

        return settings.IsLocal || token is not null
            ? settings
            : throw new UsageException($"--web {address}: every machine that reaches {settings.EndPoint} would have access; {TokenHint}, or listen on {PreviewAddress.Default}");
    }

    private static void CheckToken(string token)
    {
        string? fault = string.IsNullOrWhiteSpace(token) ? "is blank"
            : token.Any(char.IsControl) || token != token.Trim() ? "begins or ends with a blank, or has a control character, which no header can carry"
            : new StringInfo(token).LengthInTextElements < ShortestToken ? $"is shorter than {ShortestToken} characters and can be guessed"
            : null;
        if (fault is not null)
        {
            throw new UsageException($"--web-token: the token {fault}; {TokenHint}");
        }
    }
}
