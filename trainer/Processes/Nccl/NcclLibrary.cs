using System.Runtime.InteropServices;

namespace EdgeResNet.Trainer.Processes.Nccl;

/// <summary>The calls of NVIDIA's <c>libnccl</c> (nccl.h) that sum tensors of GPUs without the host.</summary>
internal sealed unsafe class NcclLibrary
{
    /// <summary>Bytes of the name by which processes find each other.</summary>
    public const int IdLength = 128;

    private const string Name = "libnccl.so.2";
    private const int Sum = 0; // ncclSum
    private const int Floats = 7; // ncclFloat32
    private const int Bfloats = 9; // ncclBfloat16

    private readonly delegate* unmanaged<Id*, int> getId;
    private readonly delegate* unmanaged<nint*, int, Id, int, int> join;
    private readonly delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int> allReduce;
    private readonly delegate* unmanaged<nint, int> leave;
    private readonly delegate* unmanaged<int, nint> describe;

    private NcclLibrary(nint library)
    {
        getId = (delegate* unmanaged<Id*, int>)NativeLibrary.GetExport(library, "ncclGetUniqueId");
        join = (delegate* unmanaged<nint*, int, Id, int, int>)NativeLibrary.GetExport(library, "ncclCommInitRank");
        allReduce = (delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(library, "ncclAllReduce");
        leave = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "ncclCommDestroy");
        describe = (delegate* unmanaged<int, nint>)NativeLibrary.GetExport(library, "ncclGetErrorString");
    }

    /// <summary>Loads the library; null if there is none.</summary>
    public static NcclLibrary? Load(string path = Name) => NativeLibrary.TryLoad(path, out nint library) ? new NcclLibrary(library) : null;

    /// <summary>A new name for a group, <see cref="IdLength"/> bytes.</summary>
    public byte[] NewId()
    {
        Id id;
        Check(getId(&id), "ncclGetUniqueId");
        return new Span<byte>(&id, IdLength).ToArray();
    }

    /// <summary>Joins a group with the current device.</summary>
    /// <exception cref="DeviceException">The GPUs cannot reach each other.</exception>
    public nint Join(int size, ReadOnlySpan<byte> id, int rank)
    {
        nint group;
        Check(join(&group, size, MemoryMarshal.Read<Id>(id), rank), "ncclCommInitRank");
        return group;
    }

    /// <summary>Sums in place on the default stream, torch's.</summary>
    /// <param name="group">The group.</param>
    /// <param name="data">Address on the device.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="rounded">Whether they are bfloat16 instead of float32.</param>
    public void AllReduce(nint group, nint data, long count, bool rounded) =>
        Check(allReduce((void*)data, (void*)data, (nuint)count, rounded ? Bfloats : Floats, Sum, group, 0), "ncclAllReduce");

    /// <summary>Leaves a group.</summary>
    public void Leave(nint group) => leave(group);

    private void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new DeviceException($"{call}: {Marshal.PtrToStringUTF8(describe(code))}; NCCL_DEBUG=INFO in the environment shows more, and one process a GPU is needed");
        }
    }

    private struct Id
    {
        public fixed byte Name[IdLength];
    }
}
