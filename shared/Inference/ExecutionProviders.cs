using EdgeResNet.Shared.Contract;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>A session and where it runs.</summary>
internal sealed record OpenedSession(InferenceSession Session, string ExecutionProvider, string Reason);

/// <summary>Which execution providers there are, and which one a session gets. There is no silent fallback: what was asked for runs, or an error says why not.</summary>
public static class ExecutionProviders
{
    internal const string Cpu = "cpu";

    internal static OpenedSession Open(ModelBundle bundle, ClassifierOptions options)
    {
        if (options.ExecutionProvider is not ("auto" or Cpu))
        {
            throw new DeviceException($"{options.ExecutionProvider} was asked for, but this build of ONNX Runtime has none; use --ep cpu");
        }

        using SessionOptions session = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.Threads ?? 0,
        };
        string path = bundle.ModelPath(options.Precision);
        try
        {
            return new OpenedSession(new InferenceSession(path, session), Cpu, "the only one");
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException($"{path}: cannot be loaded ({OneLine(e)})", e);
        }
    }

    internal static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();
}
