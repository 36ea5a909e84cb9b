using System.CommandLine;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options for web hook and command on a change.</summary>
internal sealed class HookOptions
{
    private readonly Option<string?> url = new("--on-change") { Description = "Post JSON to this address when a new label is stable, a label becomes unknown, or the source is lost.", HelpName = "URL" };
    private readonly Option<string?> secret = new("--on-change-secret") { Description = $"Sign each post with the secret in this file. The variable {SecretVariables.OnChangeSecret} can hold the secret instead.", HelpName = "FILE" };
    private readonly Option<string?> command = new("--on-change-exec") { Description = $"Run this command on the same changes, with the JSON on its stdin and variables such as EDGERESNET_LABEL. Limit: {SinkLimits.Command.TotalSeconds:0} seconds.", HelpName = "COMMAND" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command verb)
    {
        verb.Add(url);
        verb.Add(secret);
        verb.Add(command);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UserException">The secret cannot be read or is too short, or the command is empty.</exception>
    public HookSettings Read(ParseResult parsed)
    {
        string? file = parsed.GetValue(secret);
        if (file is not null && parsed.GetValue(url) is null)
        {
            throw new UsageException("--on-change-secret needs --on-change");
        }

        if (parsed.GetValue(command) is string text && string.IsNullOrWhiteSpace(text))
        {
            throw new UsageException($"{command.Name}: the command is empty; give one for the shell, or leave the option out");
        }

        return new HookSettings(parsed.GetValue(url), file is null ? Environment.GetEnvironmentVariable(SecretVariables.OnChangeSecret) : ReadSecret(file), parsed.GetValue(command));
    }

    private string ReadSecret(string file)
    {
        string text = RegularFile.ReadText(file, secret.Name).Trim();
        return text.Length > 0 ? text : throw new InputException($"{secret.Name} {file}: is empty");
    }
}

/// <summary>Settings of web hook and command.</summary>
/// <param name="Url">Receives JSON by POST; null for none.</param>
/// <param name="Secret">Signs the requests; null for none.</param>
/// <param name="Command">Command to run; null for none.</param>
internal sealed record HookSettings(string? Url = null, string? Secret = null, string? Command = null)
{
    /// <summary>Opens the targets.</summary>
    /// <exception cref="UsageException">The address is invalid.</exception>
    public IEnumerable<IChangeTarget> Open()
    {
        if (Url is not null)
        {
            yield return new Webhook(Url, string.IsNullOrEmpty(Secret) ? null : Secret);
        }

        if (Command is not null)
        {
            yield return new CommandHook(Command, SinkLimits.Command);
        }
    }
}
