using System.CommandLine;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of <c>live</c> and <c>studio</c> for what the network of frames runs on.</summary>
internal sealed class NetworkArguments
{
    private readonly Option<string> ep = new("--ep") { Description = "Execution provider: auto, cpu, cuda[:N], tensorrt[:N], or one of --ep-library.", DefaultValueFactory = _ => "auto" };
    private readonly Option<int?> threads = new("--threads") { Description = "Threads of the network on the CPU." };
    private readonly RuntimeOptions runtime = new("The default is off, since camera and display use the cores too.");

    /// <summary>Adds them to a command, <paramref name="between"/> those that all and those that few need.</summary>
    public void AddTo(Command command, params ReadOnlySpan<Option> between)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[ep, threads, .. between])
        {
            command.Add(option);
        }

        runtime.AddTo(command);
    }

    /// <summary>Whether one of them was given that <c>--tuned</c> sets.</summary>
    public bool SaysHow(ParseResult parsed) => parsed.GetResult(ep) is { Implicit: false } || parsed.GetValue(threads) is not null || runtime.SaysSpinning(parsed);

    /// <summary>Reads the options.</summary>
    /// <exception cref="InputException">The settings file is unusable.</exception>
    public ClassifierOptions Read(ParseResult parsed, string precision) => runtime.Read(parsed, Spinning.Off) with
    {
        ExecutionProvider = parsed.GetRequiredValue(ep),
        Threads = parsed.GetValue(threads),
        Precision = precision,
    };
}
