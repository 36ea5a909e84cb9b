using EdgeResNet.Shared.Contract;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>An execution provider of this machine.</summary>
/// <param name="Name">What <c>--ep</c> takes.</param>
/// <param name="Origin">Where it comes from: the runtime's build, or a plugin library and its device.</param>
public sealed record ExecutionProviderInfo(string Name, string Origin);

/// <summary>
/// Which execution providers there are, and which one a session gets. There is no silent fallback: what was asked for
/// runs, or an error says why not; only <c>auto</c> may choose, and says what and why.
/// </summary>
public static class ExecutionProviders
{
    private const string Auto = "auto";
    private const string Cuda = "cuda";
    private const string TensorRt = "tensorrt";
    private const string CpuBuiltIn = "CPUExecutionProvider";
    private const string CudaBuiltIn = "CUDAExecutionProvider";
    private const string TensorRtBuiltIn = "TensorrtExecutionProvider";

    // Made once, on first use, and left to the process: native sessions refer to it until the end.
    // Nothing is logged: errors arrive as exceptions, and stderr is for one line.
    private static readonly Lazy<OrtEnv> runtime = new(CreateEnvironment);

    /// <summary>The providers that <c>--ep</c> can name. Being listed means that the runtime was built with it; whether its driver and device work is known when a session starts.</summary>
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
            found.AddRange(Load(library).Select(device => new ExecutionProviderInfo(device.EpName, $"{library}: {Describe(device)}")));
        }

        return found;
    }

    /// <summary>What a session gets, and what <c>auto</c> falls back to.</summary>
    internal static (ProviderChoice Provider, ProviderChoice? Otherwise) Choose(ClassifierOptions options)
    {
        (string name, int? index) = Parse(options.ExecutionProvider);
        string[] builtIn = runtime.Value.GetAvailableProviders();
        return (name, options.ExecutionProviderLibrary) switch
        {
            (ProviderChoice.CpuName, _) => (ProviderChoice.Cpu("asked for"), null),
            (_, string library) => (FromLibrary(library, name, index), null),
            (Auto, _) when builtIn.Contains(CudaBuiltIn) => (BuiltInCuda(index, "auto: this build has it"), ProviderChoice.Cpu(Auto)),
            (Auto, _) => (ProviderChoice.Cpu("auto: the only provider of this build of ONNX Runtime"), null),
            (Cuda, _) when builtIn.Contains(CudaBuiltIn) => (BuiltInCuda(index, "asked for"), null),
            (TensorRt, _) when builtIn.Contains(TensorRtBuiltIn) => (BuiltInTensorRt(index, options.Precision), null),
            (Cuda or TensorRt, _) => throw new DeviceException(
                $"--ep {options.ExecutionProvider}: this build of ONNX Runtime has no {name}; run ./edgeresnet setup --accelerator cuda, name a plugin with --ep-library, or use --ep cpu"),
            _ => throw new UsageException(
                $"--ep {options.ExecutionProvider}: unknown; expected auto, cpu, cuda[:N], tensorrt[:N], or a provider of a library given with --ep-library"),
        };
    }

    internal static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();

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
            : throw new UsageException($"--ep {provider}: '{provider[(colon + 1)..]}' is no device number; expected 0, 1, …");
    }

    private static ProviderChoice BuiltInCuda(int? index, string reason) => new($"{Cuda}:{index ?? 0}", reason, options => AppendCuda(options, index ?? 0));

    private static void AppendCuda(SessionOptions options, int device)
    {
        using OrtCUDAProviderOptions cuda = new();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{device}",
            ["cudnn_conv_algo_search"] = "HEURISTIC", // the default tries every algorithm of every shape at start
            ["use_tf32"] = "0", // keep float32's digits: the parity proof was made with them
        });
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private static ProviderChoice BuiltInTensorRt(int? index, string precision) => new($"{TensorRt}:{index ?? 0}", "asked for", options =>
    {
        // Building an engine takes minutes; with both caches only the first start on a machine pays for it.
        string cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "edgeresnet", TensorRt);
        Directory.CreateDirectory(cache);
        using OrtTensorRTProviderOptions tensorRt = new();
        tensorRt.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{index ?? 0}",
            ["trt_engine_cache_enable"] = "1",
            ["trt_engine_cache_path"] = cache,
            ["trt_timing_cache_enable"] = "1",
            ["trt_timing_cache_path"] = cache,
            ["trt_fp16_enable"] = precision == "fp16" ? "1" : "0",
            ["trt_int8_enable"] = precision == "int8-trt" ? "1" : "0",
        });
        options.AppendExecutionProvider_Tensorrt(tensorRt);
        AppendCuda(options, index ?? 0); // for operators that TensorRT does not take, such as a cast from uint8
    });

    private static ProviderChoice FromLibrary(string library, string name, int? index)
    {
        List<OrtEpDevice> devices = Load(library);
        List<OrtEpDevice> matching = name == Auto ? devices : devices.FindAll(device => device.EpName.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (matching.Count <= (index ?? 0))
        {
            string present = devices.Count == 0 ? "no provider for a device of this machine" : string.Join(", ", devices.Select(device => device.EpName));
            throw new DeviceException($"--ep {name}{(index is null ? "" : $":{index}")}: {library} has {present}; use one of these or --ep cpu");
        }

        OrtEpDevice chosen = matching[index ?? 0];
        return new ProviderChoice(
            $"{chosen.EpName}:{index ?? 0}",
            $"{(name == Auto ? "auto: the first of" : "asked for, from")} {library}, {Describe(chosen)}",
            options => options.AppendExecutionProvider(runtime.Value, [chosen], new Dictionary<string, string>()));
    }

    private static List<OrtEpDevice> Load(string library)
    {
        string path = Path.GetFullPath(library);
        if (!File.Exists(path))
        {
            throw new InputException($"--ep-library {library}: no such file");
        }

        try
        {
            runtime.Value.RegisterExecutionProviderLibrary(path, path);
        }
        catch (OnnxRuntimeException e) when (e.Message.Contains("already registered", StringComparison.Ordinal))
        {
            // By an earlier classifier of this process: registration is for good.
        }
        catch (OnnxRuntimeException e)
        {
            throw new DeviceException($"--ep-library {library}: is no library with execution providers that loads here ({OneLine(e)})", e);
        }

        return [.. runtime.Value.GetEpDevices().Where(device => device.EpName != CpuBuiltIn)];
    }

    private static string Describe(OrtEpDevice device) => $"{device.HardwareDevice.Type} {device.HardwareDevice.Vendor} {device.EpVendor}".Trim();
}
