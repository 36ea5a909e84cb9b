using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Fastest settings of one model on one machine: written by <c>bench --sweep --save FILE</c>, read by <c>live --tuned FILE</c>.</summary>
internal sealed record TunedSettings
{
    /// <summary>The version of this record that this build reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of this record.</summary>
    public required int Schema { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file to run.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of the bundle's files to run.</summary>
    public required string Precision { get; init; }

    /// <summary>Execution provider.</summary>
    public required string Ep { get; init; }

    /// <summary>Threads on the CPU; null for the runtime's choice.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether these threads spin while they wait; null in files of earlier builds: <c>live</c> decides.</summary>
    public Spinning? Spinning { get; init; }

    /// <summary>90th percentile of the latency, in milliseconds.</summary>
    public required double P90Ms { get; init; }

    /// <summary>Accuracy of the file; null if not measured.</summary>
    public double? Top1 { get; init; }

    /// <summary>Processor of the measurement.</summary>
    public required string HostCpu { get; init; }

    /// <summary>GPU of the measurement; null without one.</summary>
    public string? HostGpu { get; init; }

    /// <summary>Time of the measurement.</summary>
    public required DateTimeOffset Measured { get; init; }

    /// <summary>Commit of this repository at the measurement.</summary>
    public required string Commit { get; init; }

    /// <summary>Reads a file and checks that it fits this model and machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bundle">The model to run.</param>
    /// <param name="others">Options that the file lacks: plugin library and settings of providers.</param>
    /// <exception cref="InputException">It is not such a file, or was made for another model or machine.</exception>
    public static ClassifierOptions Load(string path, ModelBundle bundle, ClassifierOptions others)
    {
        TunedSettings tuned = StrictJson.Read<TunedSettings>(path);
        if (tuned.Schema != CurrentSchema)
        {
            throw new InputException($"{path}: has schema {tuned.Schema}; this build expects {CurrentSchema}");
        }

        string sha256 = bundle.ModelFile(tuned.Precision).Sha256;
        if (tuned.Sha256 != sha256)
        {
            throw new InputException($"{path}: was made for another model ({tuned.Model}, SHA-256 {tuned.Sha256[..Math.Min(12, tuned.Sha256.Length)]}…; the {tuned.Precision} file of {bundle.Name} has {sha256[..12]}…); run bench --sweep for this one");
        }

        HostInfo host = HostInfo.Collect();
        if ((tuned.HostCpu, tuned.HostGpu) != (host.Cpu, host.Gpu))
        {
            throw new InputException($"{path}: was made on {tuned.HostCpu} with {tuned.HostGpu ?? "no GPU"}, this is {host.Cpu} with {host.Gpu ?? "no GPU"}; run bench --sweep here");
        }

        return others with { ExecutionProvider = tuned.Ep, Precision = tuned.Precision, Threads = tuned.Threads, Spinning = tuned.Spinning ?? others.Spinning };
    }
}
