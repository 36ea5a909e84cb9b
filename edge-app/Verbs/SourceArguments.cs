using System.CommandLine;
using EdgeResNet.EdgeApp.Capture.Network;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of <c>live</c> and <c>studio</c> for how a source is opened.</summary>
internal sealed class SourceArguments
{
    private readonly Option<bool> wait = new("--wait") { Description = "If the source is absent at the start, wait for it." };
    private readonly Option<string?> trust = new(SourceTrust.Option) { Description = "Trust an encrypted source (https, rtsps, rtmps) with a certificate from this PEM file, or signed by one in it.", HelpName = "FILE" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(wait);
        command.Add(trust);
    }

    /// <summary>Sets the given options.</summary>
    public LiveOptions ApplyTo(LiveOptions options, ParseResult parsed) => options with { Wait = parsed.GetValue(wait), SourceTrust = parsed.GetValue(trust) };
}
