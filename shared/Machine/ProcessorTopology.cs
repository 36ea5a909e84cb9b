namespace EdgeResNet.Shared.Machine;

/// <summary>Processors of this machine, as Linux lists them (Documentation/ABI/stable/sysfs-devices-system-cpu).</summary>
public static class ProcessorTopology
{
    /// <summary>Physical cores; logical processors if unknown. ONNX Runtime's default number of threads.</summary>
    /// <param name="root">Root of the system's files; tests use another folder.</param>
    public static int PhysicalCores(string root = "/")
    {
        string folder = Path.Combine(root, "sys/devices/system/cpu");
        if (!Directory.Exists(folder))
        {
            return Environment.ProcessorCount;
        }

        HashSet<string> cores = new(StringComparer.Ordinal);
        foreach (string processor in Directory.EnumerateDirectories(folder, "cpu*"))
        {
            string siblings = Path.Combine(processor, "topology", "thread_siblings_list");
            if (File.Exists(siblings))
            {
                cores.Add(File.ReadAllText(siblings).Trim());
            }
        }

        return cores.Count > 0 ? cores.Count : Environment.ProcessorCount;
    }
}
