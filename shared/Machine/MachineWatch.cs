using System.ComponentModel;
using System.Diagnostics;

namespace EdgeResNet.Shared.Machine;

/// <summary>Samples temperatures and clocks twice a second during a measurement, from a thread that does not allocate. A separate nvidia-smi process reports the GPU once a second.</summary>
internal sealed class MachineWatch : IDisposable
{
    private const int Capacity = 1 << 16; // nine hours
    private static readonly TimeSpan period = TimeSpan.FromSeconds(0.5);
    private readonly List<(SystemNumber File, double? Trip)> zones = [];
    private readonly List<SystemNumber> clocks = [];
    private readonly MachineSample[] samples = new MachineSample[Capacity];
    private readonly ManualResetEvent ending = new(initialState: false);
    private readonly Thread thread;
    private readonly Process? gpu;
    private readonly SortedSet<string> slowdowns = new(StringComparer.Ordinal);
    private int count;

    /// <summary>Begins to watch.</summary>
    /// <param name="withGpu">Whether to query NVIDIA's driver too.</param>
    /// <param name="root">Root of the system's files; tests use another folder.</param>
    public MachineWatch(bool withGpu, string root = "/")
    {
        foreach (ThermalZone zone in ThermalZone.List(root))
        {
            if (SystemNumber.Open(zone.Path) is SystemNumber file)
            {
                zones.Add((file, zone.PassiveTripCelsius));
            }
        }

        foreach (string path in CpuFrequency.Files(root))
        {
            if (SystemNumber.Open(path) is SystemNumber file)
            {
                clocks.Add(file);
            }
        }

        gpu = withGpu ? AskDriver() : null;
        Sample();
        thread = new Thread(Watch) { Name = "machine watch", IsBackground = true };
        thread.Start();
    }

    /// <summary>The samples; complete after <see cref="Stop"/>.</summary>
    public ReadOnlySpan<MachineSample> Samples => samples.AsSpan(0, count);

    /// <summary>Causes that throttled a graphics processor, in words; complete after <see cref="Stop"/>.</summary>
    public IReadOnlyCollection<string> GpuSlowdowns => slowdowns;

    /// <summary>Takes a last sample and ends.</summary>
    public void Stop()
    {
        ending.Set();
        thread.Join();
        if (gpu is { HasExited: false })
        {
            gpu.Kill();
            gpu.WaitForExit();
        }
    }

    public void Dispose()
    {
        Stop();
        gpu?.Dispose();
        ending.Dispose();
        zones.ForEach(zone => zone.File.Dispose());
        clocks.ForEach(clock => clock.Dispose());
    }

    private void Watch()
    {
        while (!ending.WaitOne(period))
        {
            Sample();
        }

        Sample();
    }

    private void Sample()
    {
        double hottest = double.NaN;
        double overTrip = double.NegativeInfinity;
        foreach ((SystemNumber file, double? trip) in zones)
        {
            if (ThermalZone.Celsius(file.Read()) is double celsius)
            {
                hottest = celsius > hottest || double.IsNaN(hottest) ? celsius : hottest;
                overTrip = Math.Max(overTrip, celsius - (trip ?? double.PositiveInfinity));
            }
        }

        double slowest = double.NaN;
        foreach (SystemNumber clock in clocks)
        {
            if (clock.Read() is long kilohertz)
            {
                slowest = kilohertz / 1000.0 < slowest || double.IsNaN(slowest) ? kilohertz / 1000.0 : slowest;
            }
        }

        if (count < Capacity)
        {
            samples[count++] = new MachineSample(Stopwatch.GetTimestamp(), hottest, slowest, overTrip);
        }
    }

    private Process? AskDriver()
    {
        ProcessStartInfo start = new("nvidia-smi", [$"--query-gpu={GpuState.Query}", "--format=csv,noheader,nounits", "--loop-ms=1000"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            Process process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Note(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (Win32Exception)
        {
            return null; // no NVIDIA driver
        }
    }

    private void Note(string? line)
    {
        if (line is not null && GpuState.Parse(line) is GpuState state)
        {
            slowdowns.UnionWith(state.Slowdowns.Select(slowdown => $"GPU {state.Index}: {slowdown}"));
        }
    }
}
