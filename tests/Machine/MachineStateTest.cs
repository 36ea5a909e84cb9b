using EdgeResNet.Shared.Machine;

namespace EdgeResNet.Tests.Machine;

/// <summary>A machine made of files, laid out after the kernel's documentation; nothing was recorded.</summary>
public sealed class MachineStateTest : IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Zones_clocks_governor_and_counters_are_read()
    {
        Put("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp");
        Put("sys/class/thermal/thermal_zone0/temp", "61500");
        Put("sys/class/thermal/thermal_zone0/trip_point_0_type", "critical");
        Put("sys/class/thermal/thermal_zone0/trip_point_0_temp", "105000");
        Put("sys/class/thermal/thermal_zone0/trip_point_1_type", "passive");
        Put("sys/class/thermal/thermal_zone0/trip_point_1_temp", "95000");
        Put("sys/class/thermal/thermal_zone1/type", "CV0-therm");
        Put("sys/class/thermal/thermal_zone1/temp", "-256000");
        Put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "2400000");
        Put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
        Put("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "800000");
        Put("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance");
        Put("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "7");
        Put("sys/class/hwmon/hwmon3/oc1_event_cnt", "2");
        Put("sys/class/thermal/cooling_device0/type", "pwm-fan");
        Put("sys/class/thermal/cooling_device0/cur_state", "3");
        Put("sys/class/thermal/cooling_device1/type", "cpufreq-cpu0");
        Put("sys/class/thermal/cooling_device1/cur_state", "1");
        Put("sys/class/thermal/cooling_device2/type", "intel_powerclamp");
        Put("sys/class/thermal/cooling_device2/cur_state", "-1");
        Put("sys/class/thermal/cooling_device3/type", "Processor");
        Put("sys/class/thermal/cooling_device3/cur_state", "0");

        MachineState state = MachineState.Read(root.Path);
        Assert.Equal([new("x86_pkg_temp-0", 61.5)], state.Celsius);
        Assert.Equal([new("cpu0_mhz", 2400), new("cpu1_mhz", 800)], state.ClocksMhz);
        Assert.Equal([new("cpu0 core_throttle_count", 7), new("hwmon3 oc1_event_cnt", 2)], state.ThrottleEvents);
        Assert.Equal([new("cpufreq-cpu0 (cooling_device1)", 1)], state.Cooling);
        Assert.Equal("performance", CpuFrequency.Governor(root.Path));
        Assert.Equal(95, ThermalZone.List(root.Path)[0].PassiveTripCelsius);
    }

    [Theory]
    [InlineData("Fan")]
    [InlineData("dell-smm-fan1")]
    [InlineData("LCD")]
    [InlineData("TCC Offset")]
    [InlineData("TFN1", "acpi-fan")]
    [InlineData("FAN0", "acpi-fan")]
    public void A_fan_is_not_throttling(string type, string? driver = null)
    {
        Put("sys/class/thermal/cooling_device0/type", type);
        Put("sys/class/thermal/cooling_device0/cur_state", "4");
        Drive("cooling_device0", driver);
        Assert.Empty(MachineState.Read(root.Path).Cooling);
    }

    [Theory]
    [InlineData("Processor")]
    [InlineData("thermal-cpufreq-0")]
    [InlineData("intel_powerclamp")]
    [InlineData("cpu-throttle-alert")]
    [InlineData("B0D4", "processor_thermal")]
    public void A_slowed_processor_is_throttling(string type, string? driver = null)
    {
        Put("sys/class/thermal/cooling_device0/type", type);
        Put("sys/class/thermal/cooling_device0/cur_state", "4");
        Drive("cooling_device0", driver);
        MachineState state = MachineState.Read(root.Path);
        Assert.Equal([$"cooling device {type} (cooling_device0) slowed it down"], Throttling.Reasons(state, state, [], []));
    }

    [Fact]
    public void Clocks_come_from_cpuinfo_if_the_kernel_sets_no_frequency()
    {
        Put("proc/cpuinfo", "processor\t: 0\ncpu MHz\t\t: 2099.998\n\nprocessor\t: 1\ncpu MHz\t\t: 2100.5\n");
        Assert.Equal([new("cpu0_mhz", 2099.998), new("cpu1_mhz", 2100.5)], MachineState.Read(root.Path).ClocksMhz);
    }

    [Fact]
    public void A_machine_without_sensors_gives_an_empty_state()
    {
        MachineState state = MachineState.Read(root.Path);
        Assert.Equal((0, 0, 0, 0, null), (state.Celsius.Count, state.ClocksMhz.Count, state.ThrottleEvents.Count, state.Cooling.Count, CpuFrequency.Governor(root.Path)));
        using MachineWatch watch = new(withGpu: false, root.Path);
        watch.Stop();
        Assert.True(watch.Samples.Length >= 2);
        Assert.True(double.IsNaN(watch.Samples[0].Celsius) && double.IsNaN(watch.Samples[0].Megahertz) && watch.Samples[0].OverTrip < 0);
    }

    [Fact]
    public void The_watch_sees_changes_and_allocates_nothing()
    {
        Put("sys/class/thermal/thermal_zone0/type", "cpu-thermal");
        Put("sys/class/thermal/thermal_zone0/temp", "50000");
        Put("sys/class/thermal/thermal_zone0/trip_point_0_type", "passive");
        Put("sys/class/thermal/thermal_zone0/trip_point_0_temp", "70000");
        Put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1500000");
        using MachineWatch watch = new(withGpu: false, root.Path);
        Put("sys/class/thermal/thermal_zone0/temp", "71500");
        watch.Stop();
        Assert.Equal((50, 1500, -20), (watch.Samples[0].Celsius, watch.Samples[0].Megahertz, watch.Samples[0].OverTrip));
        Assert.Equal((71.5, 1.5), (watch.Samples[^1].Celsius, watch.Samples[^1].OverTrip));
        using SystemNumber number = SystemNumber.Open(Path.Combine(root.Path, "sys/class/thermal/thermal_zone0/temp"))!;
        Assert.Equal(0, Allocation.OfThousandCalls(_ => number.Read()));
    }

    [Fact]
    public void Sibling_threads_count_as_one_core()
    {
        Put("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,2");
        Put("sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1,3");
        Put("sys/devices/system/cpu/cpu2/topology/thread_siblings_list", "0,2");
        Put("sys/devices/system/cpu/cpu3/topology/thread_siblings_list", "1,3");
        Assert.Equal(2, ProcessorTopology.PhysicalCores(root.Path));
    }

    // The kernel links the device that the cooling device controls.
    private void Drive(string device, string? driver)
    {
        if (driver is not null)
        {
            string folder = Path.Combine(root.Path, "sys/class/thermal", device, "device");
            Directory.CreateDirectory(folder);
            Directory.CreateSymbolicLink(Path.Combine(folder, "driver"), $"../../../../bus/platform/drivers/{driver}");
        }
    }

    private void Put(string path, string text)
    {
        string full = Path.Combine(root.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text + "\n");
    }
}
