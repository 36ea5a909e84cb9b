using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>An execution provider that a session can be given.</summary>
/// <param name="Name">As reports show it, such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Reason">Why it is this one.</param>
/// <param name="Append">Adds it to a session's options.</param>
internal sealed record ProviderChoice(string Name, string Reason, Action<SessionOptions> Append)
{
    public const string CpuName = "cpu";

    /// <summary>The processor, which every build has.</summary>
    public static ProviderChoice Cpu(string reason) => new(CpuName, reason, _ => { });

    public bool IsCpu => Name == CpuName;

    /// <summary>Options for a session of this provider: one operator after the other, all graph optimisations, and no operator left to the CPU unnoticed.</summary>
    public SessionOptions CreateSessionOptions(int? threads)
    {
        SessionOptions options = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads ?? 0,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // errors arrive as exceptions; stderr is for one line
        };
        try
        {
            if (!IsCpu)
            {
                options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            }

            // Between two frames of a camera, spinning threads took ten times the processor time of the inference itself
            // (0.7 M parameters, 2 threads, a run every 20 ms: 11.7 against 1.0 ms a run) from capture and rendering.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            Append(options);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }
}
