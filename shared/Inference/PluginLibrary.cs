using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Gpu;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>Execution providers in a library that is loaded at run time.</summary>
internal static class PluginLibrary
{
    private const string CpuBuiltIn = "CPUExecutionProvider";

    /// <summary>The providers of the library that <c>--ep</c> can name.</summary>
    /// <exception cref="InputException">There is no such library.</exception>
    /// <exception cref="DeviceException">It cannot be loaded.</exception>
    public static IEnumerable<ExecutionProviderInfo> List(OrtEnv runtime, string library) =>
        Load(runtime, library).Select(device => new ExecutionProviderInfo(device.EpName, $"{library}: {Describe(device)}"));

    /// <summary>A provider of the library.</summary>
    /// <param name="runtime">The runtime's environment.</param>
    /// <param name="library">The library.</param>
    /// <param name="name">The beginning of the provider's name; null takes the first.</param>
    /// <param name="index">Which of its devices.</param>
    /// <param name="settings">The provider's settings.</param>
    /// <exception cref="InputException">There is no such library.</exception>
    /// <exception cref="DeviceException">It cannot be loaded, or has no such provider for a device of this machine.</exception>
    public static ProviderChoice Choose(OrtEnv runtime, string library, string? name, int? index, ProviderSettings settings)
    {
        List<OrtEpDevice> devices = Load(runtime, library);
        List<OrtEpDevice> matching = name is null ? devices : devices.FindAll(device => device.EpName.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (matching.Count <= (index ?? 0))
        {
            string present = devices.Count == 0 ? "no provider for a device of this machine" : string.Join(", ", devices.Select(device => device.EpName));
            throw new DeviceException($"--ep {name ?? "auto"}{(index is null ? "" : $":{index}")}: {library} has {present}; use one of these or --ep cpu");
        }

        OrtEpDevice chosen = matching[index ?? 0];
        return new ProviderChoice(
            $"{chosen.EpName}:{index ?? 0}",
            $"{(name is null ? "auto: the first of" : "asked for, from")} {library}, {Describe(chosen)}",
            (options, _, _) => options.AppendExecutionProvider(runtime, [chosen], Options(chosen.EpName, settings)));
    }

    /// <summary>The provider's options: for CUDA the typed settings, overridden by the library's own part.</summary>
    internal static Dictionary<string, string> Options(string provider, ProviderSettings settings)
    {
        Dictionary<string, string> options = provider.StartsWith("cuda", StringComparison.OrdinalIgnoreCase) ? settings.Cuda.ToPluginOptions() : [];
        foreach ((string key, string value) in settings.Plugin)
        {
            options[key] = value;
        }

        return options;
    }

    private static List<OrtEpDevice> Load(OrtEnv runtime, string library)
    {
        if (!File.Exists(library))
        {
            throw new InputException($"--ep-library {library}: no such file");
        }

        RegularFile.Open(library, "--ep-library").Dispose(); // the loader would wait for ever for a pipe

        string path = Path.GetFullPath(library);
        try
        {
            runtime.RegisterExecutionProviderLibrary(path, path);
        }
        catch (OnnxRuntimeException e) when (e.Message.Contains("already registered", StringComparison.Ordinal))
        {
            // An earlier classifier of this process registered it; registration is permanent.
        }
        catch (OnnxRuntimeException e)
        {
            throw new DeviceException($"--ep-library {library}: is not a library with execution providers that loads here ({ProviderFailure.OneLine(e)}); {ProviderFailure.Advice(e.Message)}", e);
        }

        return [.. runtime.GetEpDevices().Where(device => device.EpName != CpuBuiltIn)];
    }

    private static string Describe(OrtEpDevice device) => $"{device.HardwareDevice.Type} {device.HardwareDevice.Vendor} {device.EpVendor}".Trim();
}
