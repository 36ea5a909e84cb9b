using System.Net;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Address of the web page, and its access.</summary>
/// <param name="EndPoint">Address to listen on.</param>
/// <param name="Token">Required from each viewer; null: only this machine has access, without a token.</param>
internal sealed record PreviewSettings(IPEndPoint EndPoint, string? Token = null)
{
    /// <summary>Whether any free port may replace a busy one.</summary>
    public bool MayMove { get; init; }

    /// <summary>How long a connection may stay idle; 64 idle ones would block all others.</summary>
    public TimeSpan IdlePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer waits for the next picture before it is a 503.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLocal => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Parses and checks the user's settings.</summary>
    /// <exception cref="UsageException">The address is invalid, or other machines would have access without a token.</exception>
    public static PreviewSettings Create(string address, string? token)
    {
        PreviewSettings settings = new(PreviewAddress.Parse(address), string.IsNullOrEmpty(token) ? null : token);
        return settings.IsLocal || settings.Token is not null
            ? settings
            : throw new UsageException($"--web {address}: every machine that reaches {settings.EndPoint} would have access; set a secret with --web-token TOKEN or the variable {SecretVariables.WebToken}, or listen on {PreviewAddress.Default}");
    }
}
