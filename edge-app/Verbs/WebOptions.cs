using System.CommandLine;
using EdgeResNet.EdgeApp.Sinks.Web;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of the web page.</summary>
internal sealed class WebOptions
{
    private readonly Option<string?> web = new("--web") { Description = $"Serve a preview page. The default address is {PreviewAddress.Default}.", Arity = ArgumentArity.ZeroOrOne, HelpName = "ADDR:PORT" };
    private readonly Option<string?> token = new("--web-token") { Description = $"Token for viewers of the page, at least 16 characters, required if other machines can reach it. The variable {SecretVariables.WebToken} is safer: process lists do not show it.", HelpName = "TOKEN" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(web);
        command.Add(token);
    }

    /// <summary>Reads the options. Without <c>--web</c>, null, or if <paramref name="always"/>, a page at <see cref="PreviewAddress.Default"/> or a free port.</summary>
    /// <exception cref="UsageException">The address is invalid or needs a token.</exception>
    public PreviewSettings? Read(ParseResult parsed, bool always)
    {
        bool asked = parsed.GetResult(web) is not null;
        if (!asked && !always)
        {
            return parsed.GetValue(token) is null ? null : throw new UsageException("--web-token needs --web; add it, or leave the token out");
        }

        string? secret = parsed.GetValue(token) ?? (Environment.GetEnvironmentVariable(SecretVariables.WebToken) is { Length: > 0 } set ? set : null);
        return PreviewSettings.Create(parsed.GetValue(web) ?? PreviewAddress.Default, secret) with { MayMove = !asked };
    }
}
