using System.Globalization;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Trainer.Report;

namespace EdgeResNet.Tests.Sinks;

public sealed class SinkThreadTest
{
    private const int Nice = 18; // places in /proc/thread-self/stat, counted from 0 (proc_pid_stat(5))
    private const int Policy = 40;

    [Fact]
    public void It_gives_way_to_the_threads_of_the_pipeline_and_changes_no_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads have no niceness of their own elsewhere");
        string[] before = Stat();
        string[] inside = [];
        string? name = null;
        SinkThread.Start("a sink", () => (inside, name) = (Stat(), Thread.CurrentThread.Name)).Join();
        Assert.Equal("a sink", name);
        Assert.Equal(Math.Min(19, int.Parse(before[Nice], CultureInfo.InvariantCulture) + 10), int.Parse(inside[Nice], CultureInfo.InvariantCulture));
        Assert.Equal("3", inside[Policy]); // SCHED_BATCH
        Assert.Equal((before[Nice], before[Policy]), (Stat()[Nice], Stat()[Policy]));
    }

    private static string[] Stat()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return ["", "", .. stat[(stat.LastIndexOf(')') + 2)..].Split(' ')]; // the name before it may have blanks
    }
}
