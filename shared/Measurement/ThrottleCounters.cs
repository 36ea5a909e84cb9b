namespace EdgeResNet.Shared.Measurement;

/// <summary>
/// What the kernel counts or says about being slowed down: x86's thermal events (<c>thermal_throttle/*_throttle_count</c> of each
/// processor), cooling devices that are not fans (<c>cooling_device*/cur_state</c>), and over-current events of a Jetson
/// (<c>oc*_event_cnt</c> of its hwmon; NVIDIA's Jetson Linux guide, "Overcurrent Throttling").
/// </summary>
internal static class ThrottleCounters
{
    /// <summary>Every number of these below <paramref name="root"/>, by name. Of a count, growth means throttling; of a cooling state, anything above 0.</summary>
    public static IReadOnlyDictionary<string, long> Read(string root)
    {
        SortedDictionary<string, long> found = new(StringComparer.Ordinal);
        foreach (string file in Files(root, "sys/devices/system/cpu", "cpu*", "thermal_throttle/core_throttle_count", "thermal_throttle/package_throttle_count"))
        {
            Add(found, $"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))} {Path.GetFileName(file)}", file);
        }

        foreach (string file in Files(root, "sys/class/hwmon", "hwmon*", "oc1_event_cnt", "oc2_event_cnt", "oc3_event_cnt"))
        {
            Add(found, $"{Path.GetFileName(Path.GetDirectoryName(file))} {Path.GetFileName(file)}", file);
        }

        return found;
    }

    /// <summary>The cooling devices at work below <paramref name="root"/>, with their state.</summary>
    public static IReadOnlyDictionary<string, long> Cooling(string root)
    {
        SortedDictionary<string, long> found = new(StringComparer.Ordinal);
        foreach (string file in Files(root, "sys/class/thermal", "cooling_device*", "cur_state"))
        {
            string folder = Path.GetDirectoryName(file)!;
            string typeFile = Path.Combine(folder, "type");
            string type = File.Exists(typeFile) ? File.ReadAllText(typeFile).Trim() : "";
            if (!type.Contains("fan", StringComparison.OrdinalIgnoreCase) && SystemNumber.Of(file) is long state and > 0)
            {
                found[$"{type} ({Path.GetFileName(folder)})"] = state;
            }
        }

        return found;
    }

    private static void Add(SortedDictionary<string, long> found, string name, string file)
    {
        if (SystemNumber.Of(file) is long count)
        {
            found[name] = count;
        }
    }

    private static IEnumerable<string> Files(string root, string folder, string devices, params string[] names)
    {
        string path = Path.Combine(root, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateDirectories(path, devices).SelectMany(device => names.Select(name => Path.Combine(device, name))).Where(File.Exists)
            : [];
    }
}
