using System.Runtime.InteropServices;
using System.Text;

namespace EdgeResNet.Trainer.Processes.Mpi;

/// <summary>
/// The calls of <c>libmpi</c> that a training needs. Handles of Open MPI are addresses of exported objects, those of MPICH and its relatives
/// are constants of their common ABI (mpi.h).
/// </summary>
internal sealed unsafe class MpiLibrary
{
    /// <summary>Calls come from several threads, one at a time.</summary>
    private const int Serialized = 2;

    private const int LongestVersion = 8192; // MPI_MAX_LIBRARY_VERSION_STRING of MPICH

    private readonly nint library;
    private readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, int> allReduce;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> broadcast;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> allToAll;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> allGather;
    private readonly nint world;
    private readonly nint inPlace;
    private readonly nint sum;
    private readonly nint bytes;
    private readonly nint floats;
    private readonly nint doubles;

    private MpiLibrary(nint library)
    {
        this.library = library;
        allReduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)Export("MPI_Allreduce");
        broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast");
        allToAll = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Alltoall");
        allGather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Allgather");
        bool isOpen = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out world);
        (inPlace, world, sum, bytes, floats, doubles) = isOpen
            ? (1, world, Export("ompi_mpi_op_sum"), Export("ompi_mpi_byte"), Export("ompi_mpi_float"), Export("ompi_mpi_double"))
            : (-1, 0x44000000, 0x58000003, 0x4c00010d, 0x4c00040a, 0x4c00080b);
        int provided;
        Check(((delegate* unmanaged<void*, void*, int, int*, int>)Export("MPI_Init_thread"))(null, null, Serialized, &provided), "MPI_Init_thread");
        Version = ReadVersion();
        Rank = Number("MPI_Comm_rank");
        Size = Number("MPI_Comm_size");
    }

    /// <summary>Name and version in a few words.</summary>
    public string Version { get; }

    /// <summary>This process.</summary>
    public int Rank { get; }

    /// <summary>Number of processes.</summary>
    public int Size { get; }

    /// <summary>Loads the first library that there is, visible to its plug-ins, and starts MPI.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static MpiLibrary Start(LaunchedJob job)
    {
        const int now = 2;
        const int global = 0x100; // RTLD_GLOBAL: Open MPI's plug-ins look for its symbols
        delegate* unmanaged<byte*, int, nint> open = (delegate* unmanaged<byte*, int, nint>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "dlopen");
        foreach (string name in job.Libraries)
        {
            fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            {
                if (open(text, now | global) is var library and not 0)
                {
                    return new MpiLibrary(library);
                }
            }
        }

        throw new InputException($"{job.Launcher} started {job.Size} processes, but {string.Join(" or ", job.Libraries)} cannot be loaded; install the library of that launcher (Debian: libopenmpi3 or libmpich12), or name its folder in LD_LIBRARY_PATH");
    }

    /// <summary>Sums in place over all processes.</summary>
    public void Sum(Span<float> values)
    {
        fixed (float* data = values)
        {
            Check(allReduce((void*)inPlace, data, values.Length, floats, sum, world), "MPI_Allreduce");
        }
    }

    /// <inheritdoc cref="Sum(Span{float})"/>
    public void Sum(Span<double> values)
    {
        fixed (double* data = values)
        {
            Check(allReduce((void*)inPlace, data, values.Length, doubles, sum, world), "MPI_Allreduce");
        }
    }

    /// <summary>Replaces the bytes by those of <paramref name="root"/>.</summary>
    public void Broadcast(Span<byte> values, int root)
    {
        fixed (byte* data = values)
        {
            Check(broadcast(data, values.Length, bytes, root, world), "MPI_Bcast");
        }
    }

    /// <summary>Exchanges blocks of equal size between all processes.</summary>
    public void AllToAll(ReadOnlySpan<byte> from, Span<byte> to)
    {
        fixed (byte* source = from)
        fixed (byte* target = to)
        {
            Check(allToAll(source, from.Length / Size, bytes, target, from.Length / Size, bytes, world), "MPI_Alltoall");
        }
    }

    /// <summary>Collects the blocks of all processes.</summary>
    public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
    {
        fixed (byte* source = mine)
        fixed (byte* target = all)
        {
            Check(allGather(source, mine.Length, bytes, target, mine.Length, bytes, world), "MPI_Allgather");
        }
    }

    /// <summary>Ends MPI; waits for the other processes.</summary>
    public void Finish() => Check(((delegate* unmanaged<int>)Export("MPI_Finalize"))(), "MPI_Finalize");

    /// <summary>Ends all processes.</summary>
    public void Abort(ExitCode code) => ((delegate* unmanaged<nint, int, int>)Export("MPI_Abort"))(world, (int)code);

    private int Number(string call)
    {
        int number;
        Check(((delegate* unmanaged<nint, int*, int>)Export(call))(world, &number), call);
        return number;
    }

    private string ReadVersion()
    {
        byte* text = stackalloc byte[LongestVersion];
        int length;
        Check(((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"))(text, &length), "MPI_Get_library_version");
        string[] words = Encoding.UTF8.GetString(text, length).Split([',', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words is ["Open", "MPI", string version, ..] ? $"Open MPI {version.TrimStart('v')}"
            : words is [string name, "Version:" or "Library", string number, ..] ? $"{name} {number}"
            : string.Join(' ', words.Take(3)).TrimEnd('\0');
    }

    private nint Export(string name) => NativeLibrary.GetExport(library, name);

    // MPI itself ends the process at most errors (MPI_ERRORS_ARE_FATAL).
    private static void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"{call} failed with code {code}");
        }
    }
}
