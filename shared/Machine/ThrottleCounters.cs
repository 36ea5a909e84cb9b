namespace EdgeResNet.Shared.Machine;

/// <summary>
/// The kernel's throttling counters: x86's thermal events (<c>thermal_throttle/*_throttle_count</c> of each processor), cooling
/// devices that throttle (<c>cooling_device*/cur_state</c>; Documentation/driver-api/thermal/sysfs-api.rst), and over-current
/// events of a Jetson (<c>oc*_event_cnt</c> of its hwmon; NVIDIA's Jetson Linux guide, "Overcurrent Throttling").
/// </summary>
internal static class ThrottleCounters
{
    // Not throttling: a display's state is its reduced brightness. The offset is the firmware's threshold for the processor, which has
    // its own counters.
    private static readonly string[] harmless = ["LCD", "TCC Offset"];

    /// <summary>All counts below <paramref name="root"/> by name. Growth means throttling.</summary>
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

    /// <summary>The cooling devices below <paramref name="root"/> that throttle now, with their state (above 0), without fans and displays.</summary>
    public static IReadOnlyDictionary<string, long> Cooling(string root)
    {
        SortedDictionary<string, long> found = new(StringComparer.Ordinal);
        foreach (string file in Files(root, "sys/class/thermal", "cooling_device*", "cur_state"))
        {
            string folder = Path.GetDirectoryName(file)!;
            string typeFile = Path.Combine(folder, "type");
            string type = File.Exists(typeFile) ? File.ReadAllText(typeFile).Trim() : "";
            if (SystemNumber.Of(file) is long state and > 0 && !harmless.Contains(type) && !IsFan(type, folder))
            {
                found[$"{type} ({Path.GetFileName(folder)})"] = state;
            }
        }

        return found;
    }

    // ACPI names a newer fan after its object, such as TFN1; its driver, fan or acpi-fan, identifies it.
    private static bool IsFan(string type, string folder) =>
        type.Contains("fan", StringComparison.OrdinalIgnoreCase)
        || (new DirectoryInfo(Path.Combine(folder, "device", "driver")).LinkTarget is string driver && Path.GetFileName(driver).Contains("fan", StringComparison.OrdinalIgnoreCase));

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
