using System.Net;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Where the web page is served, and to whom.</summary>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="Token">What a viewer must know; null: everybody on this machine may look.</param>
internal sealed record PreviewSettings(IPEndPoint EndPoint, string? Token = null)
{
    /// <summary>Take any free port where the one asked for is taken.</summary>
    public bool MayMove { get; init; }

    /// <summary>How long a connection may ask for nothing; 64 idle ones would keep everybody else out.</summary>
    public TimeSpan IdlePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer waits for the next picture before it is 503.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True when no other machine can reach it.</summary>
    public bool IsLocal => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Reads and checks what a user gave.</summary>
    /// <exception cref="UsageException">The address is none, or other machines could look without a token.</exception>
    public static PreviewSettings Create(string address, string? token)
    {
        PreviewSettings settings = new(PreviewAddress.Parse(address), string.IsNullOrEmpty(token) ? null : token);
        return settings.IsLocal || settings.Token is not null
            ? settings
            : throw new UsageException($"--web {address}: every machine that reaches {settings.EndPoint} could watch; choose a secret with --web-token TOKEN or the variable {SecretVariables.WebToken}, or listen on {PreviewAddress.Default}");
    }
}
