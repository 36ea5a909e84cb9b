using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Tests.Machine;

/// <summary>
/// Output of system programs and files. Recorded on the machine that built this: /proc/stat, /proc/…/status. Written
/// after the documentation, since no such device was at hand: nvidia-smi (NVML API reference, nvidia-smi(1)), tegrastats and
/// nvpmodel (NVIDIA Jetson Linux developer guide), the CUDA lines of /proc/PID/maps (proc(5)).
/// </summary>
public class SystemOutputsTest
{
    [Fact]
    public void A_documented_nvidia_smi_line_is_parsed()
    {
        GpuState state = GpuState.Parse("0, 1980, 2619, 41, 118.35, P0, 0x0000000000000000")!;
        Assert.Equal((0, 1980.0, 2619.0, 41.0, 118.35, "P0", 0), (state.Index, state.SmMhz, state.MemoryMhz, state.Celsius, state.Watts, state.PerformanceState, state.Slowdowns.Count));
    }

    [Theory]
    [InlineData("0x0000000000000001", "")] // idle
    [InlineData("0x0000000000000002", "")] // clocks set by a user
    [InlineData("0x0000000000000100", "")] // a display's clocks
    [InlineData("0x0000000000000004", "power cap")]
    [InlineData("0x0000000000000020", "software thermal slowdown")]
    [InlineData("0x0000000000000048", "hardware slowdown, hardware thermal slowdown")]
    [InlineData("0x0000000000000088", "hardware slowdown, power brake")]
    [InlineData("[N/A]", "")]
    public void Documented_GPU_slowdown_reasons_are_parsed(string bits, string meaning) =>
        Assert.Equal(meaning, string.Join(", ", GpuState.Parse($"1, 345, 405, 60, [N/A], P8, {bits}")!.Slowdowns));

    [Theory]
    [InlineData("")]
    [InlineData("No devices were found")]
    [InlineData("Field \"clocks_throttle_reasons.active\" is not a valid field to query.")]
    public void A_malformed_GPU_line_is_ignored(string line) => Assert.Null(GpuState.Parse(line));

    [Fact]
    public void Documented_tegrastats_output_of_an_Orin_is_parsed()
    {
        TegraState state = TegraState.Parse("11-02-2022 09:35:33 RAM 2746/30622MB (lfb 5784x4MB) SWAP 0/15311MB (cached 0MB) CPU [3%@1190,0%@1190,off,off] EMC_FREQ 0%@2133 GR3D_FREQ 0%@[611,611] VIC_FREQ 729 APE 174 CV0@-256C CPU@44.968C Tboard@34C SOC2@41.281C GPU@-256C tj@44.968C VDD_GPU_SOC 2394mW/2390mW VDD_CPU_CV 399mW/399mW NC 0mW/0mW VIN_SYS_5V0 2017mW/2017mW")!;
        Assert.Equal((611, 2133), (state.GpuMhz, state.MemoryMhz));
        Assert.Equal(["CPU", "SOC2", "Tboard", "tj"], state.Celsius.Keys);
        Assert.Equal(44.968, state.Celsius["CPU"]);
        Assert.Equal(["VDD_CPU_CV", "VDD_GPU_SOC", "VIN_SYS_5V0"], state.Milliwatts.Keys);
        Assert.Equal(2394, state.Milliwatts["VDD_GPU_SOC"]);
    }

    [Fact]
    public void Documented_tegrastats_output_of_a_Nano_is_parsed()
    {
        TegraState state = TegraState.Parse("RAM 1903/3964MB (lfb 34x4MB) SWAP 0/1982MB (cached 0MB) CPU [29%@1479,18%@1479,off,off] EMC_FREQ 0%@1600 GR3D_FREQ 99%@921 PLL@38C CPU@41.5C PMIC@100C GPU@39.5C AO@47C thermal@40.5C POM_5V_IN 5081/4212 POM_5V_GPU 1723/1100 POM_5V_CPU 603/580")!;
        Assert.Equal((921, 1600, 39.5, 5081), (state.GpuMhz, state.MemoryMhz, state.Celsius["GPU"], state.Milliwatts["POM_5V_IN"]));
    }

    [Fact]
    public void A_malformed_tegrastats_line_is_ignored() => Assert.Null(TegraState.Parse("tegrastats: permission denied"));

    [Theory]
    [InlineData("NV Power Mode: MAXN\n0\n", "MAXN")]
    [InlineData("NV Fan Mode:quiet\nNV Power Mode: MODE_15W_6CORE\n2\n", "MODE_15W_6CORE")]
    [InlineData("NVPM ERROR: failed", null)]
    public void The_documented_power_mode_is_parsed(string text, string? mode) => Assert.Equal(mode, TegraState.ParsePowerMode(text));

    [Fact]
    public void Documented_loaded_libraries_are_parsed()
    {
        string[] maps =
        [
            "7f1c2a000000-7f1c2a0b1000 r-xp 00000000 08:01 393 /usr/local/cuda-12.4/targets/x86_64-linux/lib/libcudart.so.12.4.127",
            "7f1c2b000000-7f1c2b0b1000 r-xp 00000000 08:01 394 /usr/lib/x86_64-linux-gnu/libcudnn.so.9.1.0",
            "7f1c2c000000-7f1c2c0b1000 r-xp 00000000 08:01 395 /usr/lib/x86_64-linux-gnu/libcudnn_ops.so.9.1.0",
            "7f1c2d000000-7f1c2d0b1000 r-xp 00000000 08:01 396 /usr/lib/x86_64-linux-gnu/libc.so.6",
        ];
        Assert.Equal([new("cuda", "12.4.127"), new("cudnn", "9.1.0")], CudaLibraries.Parse(maps));
    }

    [Fact]
    public void Recorded_processor_times_are_parsed()
    {
        CpuTimes times = CpuTimes.Parse("cpu  32418 30707 12491 28556 2357 0 159 261 0 0");
        Assert.Equal((75775, 261, 106949), (times.Busy, times.Steal, times.All));
        Assert.Equal(default, CpuTimes.Parse("cpu 1 2 3"));
    }

    [Fact]
    public void Preemptions_of_a_thread_are_counted_without_allocation()
    {
        Assert.SkipUnless(File.Exists("/proc/thread-self/status"), "the system does not say");
        long kernel = 0, counted = -1;
        for (int i = 0; i < 1000 && kernel != counted; i++) // another switch may come between the two looks
        {
            kernel = long.Parse(File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("nonvoluntary_ctxt_switches:", StringComparison.Ordinal)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            counted = ThreadSwitches.OfThisThread();
        }

        Assert.Equal(kernel, counted);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => ThreadSwitches.OfThisThread()));
    }

    [Fact]
    public void Other_processes_share_is_the_busy_time_minus_this_process()
    {
        DisturbanceCounters before = new(new CpuTimes(1000, 10, 2000), TimeSpan.FromSeconds(1), 5);
        DisturbanceCounters after = new(new CpuTimes(1600, 60, 3000), TimeSpan.FromSeconds(5), 12);
        Assert.Equal(new Disturbance(StolenShare: 0.05, OthersShare: 0.2, InvoluntarySwitches: 7), after.Since(before));
    }
}
