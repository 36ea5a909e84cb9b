using System.Diagnostics;
using System.Runtime.InteropServices;
using static EdgeResNet.EdgeApp.Capture.Camera.V4l2Types;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>The driver's buffers, mapped into this program (Linux userspace API, "Streaming I/O (Memory Mapping)").</summary>
internal sealed unsafe class FrameBuffers : IDisposable
{
    private const uint Wanted = 4;
    private const int MostPlanes = 8; // VIDEO_MAX_PLANES
    private readonly CameraDevice device;
    private readonly List<(nint Address, uint Length)> mapped = [];
    private readonly long[] queued;
    private readonly Plane* planes = (Plane*)NativeMemory.AllocZeroed(MostPlanes, (nuint)sizeof(Plane));
    private bool disposed;

    /// <summary>Asks the driver for buffers.</summary>
    /// <exception cref="DeviceException">It has none, or too small ones.</exception>
    public FrameBuffers(CameraDevice device, NegotiatedFormat format)
    {
        this.device = device;
        try
        {
            queued = new long[Request(format)];
            for (uint i = 0; i < queued.Length; i++)
            {
                Map(i, format);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of buffers.</summary>
    public int Count => mapped.Count;

    /// <summary>Address of a buffer's first byte.</summary>
    public nint Address(int index) => mapped[index].Address;

    /// <summary>Bytes of a buffer.</summary>
    public uint Length(int index) => mapped[index].Length;

    /// <summary>When a buffer was given to the driver, a timestamp of <see cref="Stopwatch"/>: its picture is not much older.</summary>
    public long QueuedAt(int index) => queued[index];

    /// <summary>Gives all buffers to the driver and starts the stream.</summary>
    /// <returns>0, or the error number of the system.</returns>
    public int Start()
    {
        QueueAll();
        int type = (int)device.BufferType;
        return device.Ask(V4l2.StreamOn, ref type);
    }

    /// <summary>Gives a buffer to the driver.</summary>
    public void Queue(int index)
    {
        queued[index] = Stopwatch.GetTimestamp();
        V4l2Types.Buffer buffer = Empty((uint)index);
        _ = device.Ask(V4l2.QueueBuffer, ref buffer);
    }

    /// <summary>Gives all buffers to the driver; it refuses those that it has.</summary>
    public void QueueAll()
    {
        for (int i = 0; i < Count; i++)
        {
            Queue(i);
        }
    }

    /// <summary>Takes a filled buffer.</summary>
    /// <returns>0, or the error number of the system.</returns>
    public int Dequeue(out FilledBuffer filled)
    {
        V4l2Types.Buffer buffer = Empty(0);
        int error = device.Ask(V4l2.DequeueBuffer, ref buffer);
        (uint used, uint offset) = device.IsMultiPlanar ? (planes[0].BytesUsed, planes[0].DataOffset) : (buffer.BytesUsed, 0);
        filled = new FilledBuffer((int)buffer.Index, used, offset, buffer.Flags, buffer.Sequence, buffer.Seconds, buffer.Microseconds);
        return error != 0 || buffer.Index < Count ? error : V4l2.InputOutput;
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        int type = (int)device.BufferType;
        _ = device.Ask(V4l2.StreamOff, ref type);
        foreach ((nint address, uint length) in mapped)
        {
            V4l2.Unmap(address, length);
        }

        BufferRequest none = new() { Type = device.BufferType, Memory = V4l2.MemoryMapped };
        _ = device.Ask(V4l2.RequestBuffers, ref none);
        NativeMemory.Free(planes);
    }

    private uint Request(NegotiatedFormat format)
    {
        BufferRequest request = new() { Count = Wanted, Type = device.BufferType, Memory = V4l2.MemoryMapped };
        int error = device.Ask(V4l2.RequestBuffers, ref request);
        return (error, request.Count) switch
        {
            (0, > 0) => request.Count,
            (0 or V4l2.Invalid, _) => throw new DeviceException($"{device.Path}: its driver maps no buffers (it may know USERPTR or DMABUF only), which this program needs; use another driver or a v4l2loopback"),
            _ => throw CameraTrouble.Of(device.Path, error, $"{format}"),
        };
    }

    private void Map(uint index, NegotiatedFormat format)
    {
        V4l2Types.Buffer buffer = Empty(index);
        if (device.Ask(V4l2.QueryBuffer, ref buffer) is int error and not 0)
        {
            throw CameraTrouble.Of(device.Path, error, $"{format}");
        }

        (uint length, uint offset) = device.IsMultiPlanar ? (planes[0].Length, planes[0].Offset) : (buffer.Length, buffer.Offset);
        if (length < format.Bytes)
        {
            throw new DeviceException($"{device.Path}: its buffers of {length} bytes are too small for {format} with {format.Line} bytes a line; try another size or fourcc");
        }

        nint address = device.Map(length, offset);
        mapped.Add(address != 0 ? (address, length) : throw new DeviceException($"{device.Path}: its buffers cannot be mapped; try a smaller size"));
    }

    private V4l2Types.Buffer Empty(uint index)
    {
        V4l2Types.Buffer buffer = new() { Index = index, Type = device.BufferType, Memory = V4l2.MemoryMapped };
        if (device.IsMultiPlanar)
        {
            new Span<Plane>(planes, MostPlanes).Clear();
            buffer.Planes = planes;
            buffer.Length = MostPlanes;
        }

        return buffer;
    }
}
