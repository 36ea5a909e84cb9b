using System.Globalization;

namespace EdgeResNet.Shared.Measurement;

/// <summary>Clock rates and their governor (Documentation/admin-guide/pm/cpufreq.rst).</summary>
internal static class CpuFrequency
{
    /// <summary>The file with the present clock of each processor, in kHz; empty where the system does not say, as in most virtual machines.</summary>
    public static IReadOnlyList<string> Files(string root)
    {
        string folder = Path.Combine(root, "sys/devices/system/cpu");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder, "cpu*").Select(cpu => Path.Combine(cpu, "cpufreq/scaling_cur_freq")).Where(File.Exists).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>What decides on the clocks, such as <c>performance</c>; comma-separated where processors differ; null where the system does not say.</summary>
    public static string? Governor(string root)
    {
        string[] governors = [.. Files(root).Select(file => Path.Combine(Path.GetDirectoryName(file)!, "scaling_governor")).Where(File.Exists).Select(file => File.ReadAllText(file).Trim()).Distinct()];
        return governors.Length > 0 ? string.Join(", ", governors) : null;
    }

    /// <summary>Clocks in MHz by processor.</summary>
    public static IEnumerable<(string Name, double Megahertz)> Clocks(string root)
    {
        foreach (string file in Files(root))
        {
            if (SystemNumber.Of(file) is long kilohertz)
            {
                yield return (string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))}_mhz"), kilohertz / 1000.0);
            }
        }
    }
}
