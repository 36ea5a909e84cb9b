using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of <c>live</c> and <c>studio</c> for what the network of frames runs on.</summary>
/// <param name="usualFps">Most frames a second where the option is not given; null for all.</param>
internal sealed class NetworkArguments(double? usualFps = null)
{
    private const double LeastFps = 0.01;
    private const double MostFps = 10_000;
    private readonly Option<string> ep = new("--ep") { Description = "Execution provider: auto, cpu, cuda[:N], tensorrt[:N], or one of --ep-library.", DefaultValueFactory = _ => "auto" };
    private readonly Option<int?> threads = new("--threads") { Description = "Threads of the network on the CPU." };
    private readonly NumberOption<double?> maxFps = new("--max-fps") { Description = "Classify at most so many pictures of a live source in a second, new ones only. The rest of the processor is for others, and answers are fresher under load.", HelpName = "N", DefaultValueFactory = _ => usualFps };
    private readonly RuntimeOptions runtime = new("The default is off, since camera and display use the cores too.");

    /// <summary>Adds them to a command, <paramref name="between"/> those that all and those that few need.</summary>
    public void AddTo(Command command, params ReadOnlySpan<Option> between)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[ep, threads, .. between])
        {
            command.Add(option);
        }

        command.Add(maxFps);
        runtime.AddTo(command);
    }

    /// <summary>Whether one of them was given that <c>--tuned</c> sets.</summary>
    public bool SaysHow(ParseResult parsed) => parsed.GetResult(ep) is { Implicit: false } || parsed.GetValue(threads) is not null || runtime.SaysSpinning(parsed);

    /// <summary>Most frames a second; null for all.</summary>
    /// <exception cref="UsageException">The number is impossible.</exception>
    public double? MaxFps(ParseResult parsed) => parsed.GetValue(maxFps) is not double given ? null
        : given is >= LeastFps and <= MostFps ? given : throw new UsageException($"--max-fps is {given}; expected {LeastFps} to {MostFps}");

    /// <summary>Reads the classifier's options.</summary>
    /// <exception cref="InputException">The settings file is unusable.</exception>
    public ClassifierOptions Read(ParseResult parsed, string precision) => runtime.Read(parsed, Spinning.Off) with
    {
        ExecutionProvider = parsed.GetRequiredValue(ep),
        Threads = parsed.GetValue(threads),
        Precision = precision,
    };
}
