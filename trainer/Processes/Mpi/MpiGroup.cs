using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Processes.Watch;

namespace EdgeResNet.Trainer.Processes.Mpi;

/// <summary>The processes that an MPI launcher started.</summary>
internal sealed class MpiGroup : IProcessGroup
{
    private const int PeerLength = 1024; // bytes for a host's name and a list of cores

    private readonly MpiLibrary mpi;
    private readonly IWatch watch;
    private bool failed;

    private MpiGroup(MpiLibrary mpi)
    {
        this.mpi = mpi;
        Peer[] peers = Meet();
        Peer self = peers[Rank];
        LocalRank = peers[..Rank].Count(peer => peer.Host == self.Host);
        Threads = Math.Max(1, Environment.ProcessorCount / peers.Count(peer => peer.Host == self.Host && peer.Cores == self.Cores));
        string[] hosts = [.. peers.Select(peer => peer.Host).Distinct()];
        Description = string.Create(CultureInfo.InvariantCulture, $"{Size} processes on {Named(hosts)}, {Counted.Of(Threads.Value, "thread")} each, {mpi.Version}");
        try
        {
            watch = Rendezvous.Connect(this, peers);
        }
        catch (DeviceException e)
        {
            WatchText.Write(e.Message);
            mpi.Abort(e.Code);
            throw;
        }
    }

    public int Rank => mpi.Rank;

    public int Size => mpi.Size;

    public int LocalRank { get; }

    public int? Threads { get; }

    public string? Description { get; }

    /// <summary>Starts MPI and the watch.</summary>
    /// <exception cref="InputException">There is no library, or it does not know the other processes.</exception>
    public static MpiGroup Join(LaunchedJob job)
    {
        MpiLibrary mpi = MpiLibrary.Start(job);
        return mpi.Size == job.Size
            ? new MpiGroup(mpi)
            : throw new InputException($"{job.Launcher} started {job.Size} processes, but {mpi.Version} finds {mpi.Size}: this library belongs to another launcher; use the mpirun of {mpi.Version.Split(' ')[0]}, or name the other library's folder in LD_LIBRARY_PATH");
    }

    public void Sum(Span<float> values) => mpi.Sum(values);

    public void Sum(Span<double> values) => mpi.Sum(values);

    public void Broadcast(Span<byte> bytes, int root = 0) => mpi.Broadcast(bytes, root);

    public void Transpose(ReadOnlySpan<byte> from, Span<byte> to) => mpi.AllToAll(from, to);

    public void Gather(ReadOnlySpan<byte> mine, Span<byte> all) => mpi.AllGather(mine, all);

    public ExitCode Run(Func<ExitCode> work)
    {
        try
        {
            ExitCode code = work();
            watch.Finish();
            return code;
        }
#pragma warning disable CA1031 // whatever fails here ends all processes
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed = true;
            (ExitCode code, string reason) = VerbRunner.Describe(e);
            watch.Fail(code, reason);
            throw;
        }
    }

    public void Dispose()
    {
        if (!failed) // else the end of this process ends the others, once it has told why
        {
            mpi.Finish();
            watch.Dispose();
        }
    }

    private Peer[] Meet()
    {
        byte[] mine = new byte[PeerLength];
        byte[] all = new byte[PeerLength * Size];
        string text = $"{Environment.MachineName}\n{Cores()}";
        Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, PeerLength / 4)), mine);
        Gather(mine, all);
        return [.. Enumerable.Range(0, Size).Select(rank => Encoding.UTF8.GetString(all, rank * PeerLength, PeerLength).TrimEnd('\0').Split('\n')).Select((parts, rank) => new Peer(rank, parts[0], parts[1]))];
    }

    private static string Cores()
    {
        const string key = "Cpus_allowed_list:";
        const string file = "/proc/self/status";
        return File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim() ?? "" : "";
    }

    private static string Named(string[] hosts) => hosts.Length == 1 ? hosts[0] : $"{hosts.Length} hosts ({string.Join(", ", hosts.Take(3))}{(hosts.Length > 3 ? ", …" : "")})";
}
