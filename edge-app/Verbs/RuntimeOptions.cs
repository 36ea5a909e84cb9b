using System.CommandLine;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of <c>live</c> and <c>bench</c> for ONNX Runtime.</summary>
internal sealed class RuntimeOptions
{
    private const string SpinOff = "off";
    private const string SpinRun = "run";
    private const string SpinAlways = "always";

    private readonly Option<string?> library = new("--ep-library") { Description = "Plugin library with execution providers." };
    private readonly Option<string?> settings = new("--ep-settings") { Description = "JSON file with settings of the execution providers (docs/providers.md)." };
    private readonly Option<string?> spin;

    /// <summary>Creates the options.</summary>
    /// <param name="spinDefault">Help text for the default of <c>--spin</c>.</param>
    public RuntimeOptions(string spinDefault)
    {
        spin = new Option<string?>("--spin") { Description = $"Let the network's CPU threads spin while they wait: off, run (between the operators of a run), always (also between runs). {spinDefault}" };
        spin.AcceptOnlyFromAmong(SpinOff, SpinRun, SpinAlways);
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(library);
        command.Add(settings);
        command.Add(spin);
    }

    /// <summary>The given options, as arguments for another process of this program.</summary>
    public IEnumerable<string> Arguments(ParseResult parsed)
    {
        foreach (Option<string?> option in new[] { library, settings, spin })
        {
            if (parsed.GetValue(option) is string value)
            {
                yield return option.Name;
                yield return value;
            }
        }
    }

    /// <summary>Whether <c>--spin</c> was given.</summary>
    public bool SaysSpinning(ParseResult parsed) => parsed.GetValue(spin) is not null;

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="spinning">Default if <c>--spin</c> is not given.</param>
    /// <exception cref="InputException">The settings file is unusable.</exception>
    public ClassifierOptions Read(ParseResult parsed, Spinning spinning) => new()
    {
        ExecutionProviderLibrary = parsed.GetValue(library),
        Providers = parsed.GetValue(settings) is string file ? ProviderSettings.Read(file) : new ProviderSettings(),
        Spinning = parsed.GetValue(spin) switch
        {
            SpinOff => Spinning.Off,
            SpinRun => Spinning.Run,
            SpinAlways => Spinning.Always,
            _ => spinning,
        },
    };
}
