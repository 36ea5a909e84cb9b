using System.Globalization;

namespace EdgeResNet.Shared.Machine;

/// <summary>Clock rates and their governors (Documentation/admin-guide/pm/cpufreq.rst).</summary>
internal static class CpuFrequency
{
    /// <summary>The files with the current clock of each processor, in kHz; empty if the system has none, as in most virtual machines.</summary>
    public static IReadOnlyList<string> Files(string root)
    {
        string folder = Path.Combine(root, "sys/devices/system/cpu");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder, "cpu*").Select(cpu => Path.Combine(cpu, "cpufreq/scaling_cur_freq")).Where(File.Exists).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The governor of the clocks, such as <c>performance</c>; comma-separated where processors differ; null if unknown.</summary>
    public static string? Governor(string root)
    {
        string[] governors = [.. Files(root).Select(file => Path.Combine(Path.GetDirectoryName(file)!, "scaling_governor")).Where(File.Exists).Select(file => File.ReadAllText(file).Trim()).Distinct()];
        return governors.Length > 0 ? string.Join(", ", governors) : null;
    }

    /// <summary>Clocks in MHz by processor. Without such files, from <c>/proc/cpuinfo</c>; in a virtual machine that may be the clock at its start.</summary>
    public static IEnumerable<(string Name, double Megahertz)> Clocks(string root)
    {
        IReadOnlyList<string> files = Files(root);
        return files.Count > 0 ? files.Select(Clock).OfType<(string, double)>() : ClocksOfProcessorList(Path.Combine(root, "proc/cpuinfo"));
    }

    private static (string Name, double Megahertz)? Clock(string file) =>
        SystemNumber.Of(file) is long kilohertz ? ($"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))}_mhz", kilohertz / 1000.0) : null;

    private static IEnumerable<(string Name, double Megahertz)> ClocksOfProcessorList(string path)
    {
        string processor = "";
        foreach (string[] line in File.Exists(path) ? File.ReadLines(path).Select(line => line.Split(':', StringSplitOptions.TrimEntries)) : [])
        {
            if (line is ["processor", string number])
            {
                processor = number;
            }
            else if (line is ["cpu MHz", string clock] && double.TryParse(clock, CultureInfo.InvariantCulture, out double megahertz))
            {
                yield return ($"cpu{processor}_mhz", megahertz);
            }
        }
    }
}
