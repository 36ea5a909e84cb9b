using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Fakes;

/// <summary>Real Slurm on one node with two cores, in a folder of its own and on free ports. Skips the test where it cannot run.</summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    private static readonly string[] programs = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd"];

    private readonly TemporaryFolder folder = new();
    private readonly List<Process> daemons = [];

    private SlurmCluster()
    {
    }

    private (string Name, string? Value) Configuration => ("SLURM_CONF", folder["slurm.conf"]);

    /// <summary>Starts one.</summary>
    public static async Task<SlurmCluster> StartAsync()
    {
        Assert.SkipUnless(programs.All(File.Exists), "needs slurm-wlm and munge");
        Assert.SkipUnless(Environment.UserName == "root", "Slurm's daemons need root");
        SlurmCluster cluster = new();
        try
        {
            await cluster.BeginAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command with this cluster.</summary>
    public Task<CommandResult> RunAsync(string program, params string[] arguments) => Command.RunAsync(program, arguments, Configuration);

    /// <summary>What a command prints.</summary>
    public string Output(string program, params string[] arguments) => RunAsync(program, arguments).GetAwaiter().GetResult().Output;

    /// <summary>What the daemons wrote.</summary>
    public string Logs => string.Join('\n', Directory.GetFiles(folder.Path, "slurm*.log").Select(File.ReadAllText));

    public async ValueTask DisposeAsync()
    {
        if (daemons.Count == programs.Length)
        {
            await RunAsync("scancel", "--user=root", "--full");
            await Eventually.TrueAsync(() => Output("squeue", "--noheader").Length == 0, () => Logs);
        }

        foreach (Process daemon in daemons.AsEnumerable().Reverse())
        {
            daemon.Kill(entireProcessTree: true);
            await daemon.WaitForExitAsync(CancellationToken.None);
            daemon.Dispose();
        }

        folder.Dispose();
    }

    private async Task BeginAsync()
    {
        Directory.CreateDirectory(folder["state"]);
        Directory.CreateDirectory(folder["spool"]);
        byte[] key = new byte[1024];
        new Random(1).NextBytes(key);
        File.WriteAllBytes(folder["munge.key"], key);
        Assert.Equal(0, (await Command.RunAsync("chmod", ["400", folder["munge.key"]])).ExitCode);
        Write(await HostAsync(), FreePort(), FreePort());
        Start(programs[0], "--foreground", "--force", $"--socket={folder["munge.sock"]}", $"--key-file={folder["munge.key"]}", $"--pid-file={folder["munged.pid"]}", $"--log-file={folder["munged.log"]}", $"--seed-file={folder["munged.seed"]}");
        await Eventually.TrueAsync(() => File.Exists(folder["munge.sock"]));
        Start(programs[1], "-D", "-i", "-f", folder["slurm.conf"]);
        Start(programs[2], "-D", "-f", folder["slurm.conf"]);
        await Eventually.TrueAsync(() => Output("sinfo", "--noheader", "--format=%t").Trim() == "idle", () => Logs);
    }

    private void Write(string host, int controller, int node) => File.WriteAllLines(
        folder["slurm.conf"],
        [
            "ClusterName=test", $"SlurmctldHost={host}(127.0.0.1)", $"SlurmctldPort={controller}", $"SlurmdPort={node}",
            "AuthType=auth/munge", $"AuthInfo=socket={folder["munge.sock"]}", "CredType=cred/munge", "SlurmUser=root", "SlurmdUser=root",
            $"StateSaveLocation={folder["state"]}", $"SlurmdSpoolDir={folder["spool"]}",
            $"SlurmctldPidFile={folder["slurmctld.pid"]}", $"SlurmdPidFile={folder["slurmd.pid"]}",
            $"SlurmctldLogFile={folder["slurmctld.log"]}", $"SlurmdLogFile={folder["slurmd.log"]}",
            "ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "JobAcctGatherType=jobacct_gather/none", "MpiDefault=none", "SwitchType=switch/none",
            "SelectType=select/cons_tres", "SelectTypeParameters=CR_CPU", "ReturnToService=2", "SchedulerParameters=batch_sched_delay=0,sched_interval=1",
            $"NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN", "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
        ]);

    private static async Task<string> HostAsync() => (await Command.RunAsync("hostname", ["-s"])).Output.Trim();

    private static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private void Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Configuration.Name] = Configuration.Value;
        Process daemon = Process.Start(start)!;
        daemon.OutputDataReceived += (_, _) => { };
        daemon.ErrorDataReceived += (_, _) => { };
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        daemons.Add(daemon);
    }
}
