using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// Lists the execution providers and chooses one for a session. There is no silent fallback: the requested provider runs, or an
/// error says why not. Only <c>auto</c> may choose, and it reports its choice and the reason.
/// </summary>
public static class ExecutionProviders
{
    private const string Auto = "auto";
    private const string Cuda = "cuda";
    private const string TensorRt = "tensorrt";
    private const string CpuBuiltIn = "CPUExecutionProvider";
    private const string CudaBuiltIn = "CUDAExecutionProvider";
    private const string TensorRtBuiltIn = "TensorrtExecutionProvider";

    // Created on first use and never disposed: native sessions refer to it until the process ends.
    // No logging: errors arrive as exceptions, and stderr gets one line.
    private static readonly Lazy<OrtEnv> runtime = new(CreateEnvironment);

    /// <summary>The providers that <c>--ep</c> can name. A listed provider is part of the runtime's build; its driver and device may still fail at the start of a session.</summary>
    /// <param name="library">A plugin library, or null.</param>
    /// <exception cref="InputException">There is no such library.</exception>
    /// <exception cref="DeviceException">The library cannot be loaded.</exception>
    public static IReadOnlyList<ExecutionProviderInfo> List(string? library = null)
    {
        string version = runtime.Value.GetVersionString();
        List<ExecutionProviderInfo> found = [];
        foreach (string provider in runtime.Value.GetAvailableProviders())
        {
            string? name = provider switch { CpuBuiltIn => ProviderChoice.CpuName, CudaBuiltIn => Cuda, TensorRtBuiltIn => TensorRt, _ => null };
            if (name is not null)
            {
                found.Add(new ExecutionProviderInfo(name, $"built into ONNX Runtime {version}"));
            }
        }

        if (library is not null)
        {
            found.AddRange(PluginLibrary.List(runtime.Value, library));
        }

        return found;
    }

    /// <summary>The possible <see cref="OnnxClassifier.ExecutionProvider"/> names with these options, without starting a session; two where <c>auto</c> may fall back.</summary>
    /// <exception cref="DeviceException">The requested provider is not available.</exception>
    /// <exception cref="UsageException">There is no such provider.</exception>
    public static IReadOnlyList<string> Names(ClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (ProviderChoice provider, ProviderChoice? otherwise) = Choose(options);
        return otherwise is null ? [provider.Name] : [provider.Name, otherwise.Name];
    }

    /// <summary>The provider of a session, and the fallback of <c>auto</c>.</summary>
    internal static (ProviderChoice Provider, ProviderChoice? Otherwise) Choose(ClassifierOptions options)
    {
        (string name, int? index) = Parse(options.ExecutionProvider);
        string[] builtIn = runtime.Value.GetAvailableProviders();
        return (name, options.ExecutionProviderLibrary) switch
        {
            (ProviderChoice.CpuName, _) => (ProviderChoice.Cpu("asked for"), null),
            (_, string library) => (PluginLibrary.Choose(runtime.Value, library, name == Auto ? null : name, index, options.Providers), null),
            (Auto, _) when builtIn.Contains(CudaBuiltIn) => (BuiltInCuda(index, "auto: this build has it", options.Providers), ProviderChoice.Cpu(Auto)),
            (Auto, _) => (ProviderChoice.Cpu("auto: the only provider of this build of ONNX Runtime"), null),
            (Cuda, _) when builtIn.Contains(CudaBuiltIn) => (BuiltInCuda(index, "asked for", options.Providers), null),
            (TensorRt, _) when builtIn.Contains(TensorRtBuiltIn) => (BuiltInTensorRt(index, options), null),
            (Cuda or TensorRt, _) => throw new DeviceException(
                $"--ep {options.ExecutionProvider}: this build of ONNX Runtime has no {name}; run ./edgeresnet setup --accelerator cuda, name a plugin with --ep-library, or use --ep cpu"),
            _ => throw new UsageException(
                $"--ep {options.ExecutionProvider}: unknown; expected auto, cpu, cuda[:N], tensorrt[:N], or a provider of a library given with --ep-library"),
        };
    }

    private static OrtEnv CreateEnvironment()
    {
        if (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance();
        }

        EnvironmentCreationOptions options = new() { logId = "edgeresnet", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }

    private static (string Name, int? Index) Parse(string provider)
    {
        int colon = provider.LastIndexOf(':');
        if (colon < 0)
        {
            return (provider, null);
        }

        return int.TryParse(provider.AsSpan(colon + 1), out int index) && index >= 0
            ? (provider[..colon], index)
            : throw new UsageException($"--ep {provider}: '{provider[(colon + 1)..]}' is not a device number; expected 0, 1, …");
    }

    private static ProviderChoice BuiltInCuda(int? index, string reason, ProviderSettings settings)
    {
        int device = index ?? 0;
        return new ProviderChoice($"{Cuda}:{device}", reason, (options, stream, _) => AppendCuda(options, settings.Cuda.ToOptions(device, stream!.Handle))) { CudaDevice = device };
    }

    private static ProviderChoice BuiltInTensorRt(int? index, ClassifierOptions classifier)
    {
        int device = index ?? 0;
        ProviderSettings settings = classifier.Providers;
        return new ProviderChoice($"{TensorRt}:{device}", "asked for", (options, stream, sha256) =>
        {
            using OrtTensorRTProviderOptions tensorRt = new();
            tensorRt.UpdateOptions(settings.TensorRt.ToOptions(device, stream!.Handle, classifier.Precision, settings.TensorRt.CreateCacheFolder(), sha256));
            options.AppendExecutionProvider_Tensorrt(tensorRt);
            AppendCuda(options, (settings.Cuda with { Graph = false }).ToOptions(device, stream.Handle)); // for operators that TensorRT does not run, such as a cast from uint8
        })
        { CudaDevice = device };
    }

    private static void AppendCuda(SessionOptions options, Dictionary<string, string> settings)
    {
        using OrtCUDAProviderOptions cuda = new();
        cuda.UpdateOptions(settings);
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
