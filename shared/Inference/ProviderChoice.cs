using EdgeResNet.Shared.Gpu;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>An execution provider for a session.</summary>
/// <param name="Name">Name in reports, such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="Append">Adds it to a session's options; receives the stream if <see cref="CudaDevice"/> is set, and the SHA-256 of the model file.</param>
internal sealed record ProviderChoice(string Name, string Reason, Action<SessionOptions, CudaStream?, string> Append)
{
    public const string CpuName = "cpu";

    /// <summary>The CPU, part of every build.</summary>
    public static ProviderChoice Cpu(string reason) => new(CpuName, reason, (_, _, _) => { });

    public bool IsCpu => Name == CpuName;

    /// <summary>The GPU whose stream this provider shares with the copies; null for the CPU and for providers that copy by themselves.</summary>
    public int? CudaDevice { get; init; }

    /// <summary>Options for a session of this provider: sequential operators, all graph optimisations, no silent fallback of operators to the CPU.</summary>
    public SessionOptions CreateSessionOptions(ClassifierOptions classifier, CudaStream? stream, string sha256)
    {
        SessionOptions created = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = classifier.Threads ?? 0,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // errors arrive as exceptions; stderr gets one line
        };
        return created.OrDispose(options =>
        {
            if (!IsCpu)
            {
                options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            }

            if (IntegerProducts.Saturate)
            {
                options.AddSessionConfigEntry("session.x64quantprecision", "1"); // exact sums; slower with VNNI: 19.8 instead of 6.8 ms for resnet18 at 224
            }

            options.AddSessionConfigEntry("session.intra_op.allow_spinning", classifier.Spinning == Spinning.Off ? "0" : "1");
            options.AddSessionConfigEntry("session.force_spinning_stop", classifier.Spinning == Spinning.Run ? "1" : "0");
            Append(options, stream, sha256);
            return options;
        });
    }
}
