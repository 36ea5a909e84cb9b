using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Machine;

/// <summary>The machine and the software of a measurement; part of every report.</summary>
public sealed record HostInfo
{
    /// <summary>Processor, as the system names it, after a board's name.</summary>
    public required string Cpu { get; init; }

    /// <summary>Logical processors that this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory that this process may use, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Graphics processors, comma-separated; absent when there is none.</summary>
    public string? Gpu { get; init; }

    /// <summary>Version of the graphics driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Current clock rates, if readable: <c>cpu_mhz</c>, <c>gpu_mhz</c>.</summary>
    public required IReadOnlyDictionary<string, double> Clocks { get; init; }

    /// <summary>Governor of the processor's clocks, such as <c>performance</c>; absent if unknown.</summary>
    public string? Governor { get; init; }

    /// <summary>A Jetson's power mode, such as <c>MAXN</c>; absent elsewhere.</summary>
    public string? PowerMode { get; init; }

    /// <summary>Distribution or operating system.</summary>
    public required string Os { get; init; }

    /// <summary>Kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>.NET runtime and architecture.</summary>
    public required string Runtime { get; init; }

    /// <summary>Versions of the main packages, and of <c>cuda</c>, <c>cudnn</c> and <c>tensorrt</c> once a session has loaded them.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Commit of the built repository, or <c>unknown</c>.</summary>
    public required string Commit { get; init; }

    /// <summary>This machine in words, for a model card.</summary>
    public static string Describe()
    {
        HostInfo host = Collect();
        return $"{host.Cpu}, {host.Cores} cores{(host.Gpu is null ? "" : $", {host.Gpu}")}, {host.Os}";
    }

    /// <summary>Queries the system; takes milliseconds, or a second with an NVIDIA driver.</summary>
    /// <param name="packages">Assemblies of further packages for the report.</param>
    public static HostInfo Collect(params ReadOnlySpan<Assembly> packages)
    {
        SortedDictionary<string, string> versions = new(StringComparer.Ordinal)
        {
            [typeof(HostInfo).Assembly.GetName().Name!] = Version(typeof(HostInfo).Assembly),
            [typeof(OrtEnv).Assembly.GetName().Name!] = Version(typeof(OrtEnv).Assembly),
        };
        foreach (Assembly package in packages)
        {
            versions[package.GetName().Name!] = Version(package);
        }

        foreach ((string library, string version) in CudaLibraries.Loaded())
        {
            versions[library] = version;
        }

        SortedDictionary<string, double> clocks = new(StringComparer.Ordinal);
        if (CpuClock() is double cpuClock)
        {
            clocks["cpu_mhz"] = cpuClock;
        }

        GpuInfo? gpu = GpuInfo.Query();
        if (gpu?.ClockMhz is double gpuClock)
        {
            clocks["gpu_mhz"] = gpuClock;
        }

        return new HostInfo
        {
            Cpu = CpuName(),
            Cores = Environment.ProcessorCount,
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Gpu = gpu?.Names,
            Driver = gpu?.Driver,
            Clocks = clocks,
            Governor = CpuFrequency.Governor("/"),
            PowerMode = TegraState.PowerMode(),
            Os = OsName(),
            Kernel = ReadIfPresent("/proc/sys/kernel/osrelease") is string release ? $"Linux {release.Trim()}" : RuntimeInformation.OSDescription,
            Runtime = $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.RuntimeIdentifier}",
            Versions = versions,
            Commit = BuildCommit(),
        };
    }

    /// <summary>The commit that the SDK wrote into this assembly (<c>SourceRevisionId</c>), or <c>unknown</c>.</summary>
    public static string BuildCommit()
    {
        string version = Version(typeof(HostInfo).Assembly);
        int plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? "unknown" : version[(plus + 1)..];
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";

    private static string CpuName()
    {
        string? board = ReadIfPresent("/proc/device-tree/model")?.TrimEnd('\0', '\n');
        string? name = ValueOf("/proc/cpuinfo", "model name", ':');
        return (board, name) switch
        {
            (null, null) => RuntimeInformation.ProcessArchitecture.ToString(),
            (null, _) => name,
            (_, null) => board,
            _ => $"{board}, {name}",
        };
    }

    private static double? CpuClock() =>
        double.TryParse(ReadIfPresent("/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq"), out double khz) ? khz / 1000
        : double.TryParse(ValueOf("/proc/cpuinfo", "cpu MHz", ':'), out double mhz) ? mhz
        : null;

    private static string OsName() => ValueOf("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;

    private static string? ReadIfPresent(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static string? ValueOf(string path, string key, char separator)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            int at = line.IndexOf(separator, StringComparison.Ordinal);
            if (at > 0 && line.AsSpan(0, at).Trim().SequenceEqual(key))
            {
                return line[(at + 1)..].Trim();
            }
        }

        return null;
    }
}
