using System.Runtime.InteropServices;
using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>The calls and numbers of <c>linux/videodev2.h</c> ("Part I - Video for Linux API", kernel.org, uapi/v4l).</summary>
/// <remarks>Uses the program's own symbols, not libc's, so that a preloaded library sees the calls (libv4l's <c>v4l2convert.so</c>, the tests' camera).</remarks>
internal static unsafe class V4l2
{
    internal const int NoSuchFile = 2; // ENOENT
    internal const int Interrupted = 4; // EINTR
    internal const int InputOutput = 5; // EIO
    internal const int TryAgain = 11; // EAGAIN
    internal const int NotPermitted = 13; // EACCES
    internal const int Busy = 16; // EBUSY
    internal const int NoDevice = 19; // ENODEV
    internal const int Invalid = 22; // EINVAL
    internal const int NoSpace = 28; // ENOSPC
    internal const int BrokenPipe = 32; // EPIPE
    internal const int NoLink = 67; // ENOLINK

    internal const uint VideoCapture = 0x1;
    internal const uint VideoOutput = 0x2;
    internal const uint VideoCaptureMplane = 0x1000;
    internal const uint VideoOutputMplane = 0x2000;
    internal const uint VideoM2mMplane = 0x4000;
    internal const uint VideoM2m = 0x8000;
    internal const uint MetaCapture = 0x0080_0000;
    internal const uint ReadWrite = 0x0100_0000;
    internal const uint Streaming = 0x0400_0000;
    internal const uint HasDeviceCapabilities = 0x8000_0000;

    internal const uint BufferTypeCapture = 1;
    internal const uint BufferTypeCaptureMplane = 9;
    internal const uint MemoryMapped = 1;
    internal const uint BufferQueued = 0x2;
    internal const uint BufferDone = 0x4;
    internal const uint BufferError = 0x40;
    internal const uint TimestampMask = 0xE000;
    internal const uint TimestampMonotonic = 0x2000;
    internal const uint TimestampCopy = 0x4000;
    internal const uint Discrete = 1;
    internal const uint Continuous = 2;

    internal const short PollIn = 0x1;
    internal const short PollTrouble = 0x8 | 0x10; // POLLERR | POLLHUP

    // _IOR/_IOW/_IOWR('V', number, size of the structure)
    internal const nuint QueryCapability = 0x80685600;
    internal const nuint EnumerateFormats = 0xC0405602;
    internal const nuint GetFormat = 0xC0D05604;
    internal const nuint SetFormat = 0xC0D05605;
    internal const nuint RequestBuffers = 0xC0145608;
    internal const nuint QueryBuffer = 0xC0585609;
    internal const nuint QueueBuffer = 0xC058560F;
    internal const nuint DequeueBuffer = 0xC0585611;
    internal const nuint StreamOn = 0x40045612;
    internal const nuint StreamOff = 0x40045613;
    internal const nuint GetParameters = 0xC0CC5615;
    internal const nuint SetParameters = 0xC0CC5616;
    internal const nuint GetControl = 0xC008561B;
    internal const nuint SetControl = 0xC008561C;
    internal const nuint QueryControl = 0xC0445624;
    internal const nuint QueryMenu = 0xC02C5625;
    internal const nuint EnumerateFrameSizes = 0xC02C564A;
    internal const nuint EnumerateFrameIntervals = 0xC034564B;

    private const int ReadWriteNonBlocking = 0x802; // O_RDWR | O_NONBLOCK
    private const int ReadableWritable = 0x3; // PROT_READ | PROT_WRITE
    private const int SharedMapping = 0x1; // MAP_SHARED
    private static readonly delegate* unmanaged<byte*, int, int> open = (delegate* unmanaged<byte*, int, int>)Symbol("open");
    private static readonly delegate* unmanaged<int, int> close = (delegate* unmanaged<int, int>)Symbol("close");
    private static readonly delegate* unmanaged<int, nuint, void*, int> ioctl = (delegate* unmanaged<int, nuint, void*, int>)Symbol("ioctl");
    private static readonly delegate* unmanaged<V4l2Types.PollRequest*, nuint, int, int> poll = (delegate* unmanaged<V4l2Types.PollRequest*, nuint, int, int>)Symbol("poll");
    private static readonly delegate* unmanaged<void*, nuint, int, int, int, nint, nint> mmap = (delegate* unmanaged<void*, nuint, int, int, int, nint, nint>)Symbol("mmap");
    private static readonly delegate* unmanaged<nint, nuint, int> munmap = (delegate* unmanaged<nint, nuint, int>)Symbol("munmap");

    /// <summary>Opens a node; close it with <see cref="Close"/>.</summary>
    /// <param name="path">Such as <c>/dev/video0</c>.</param>
    /// <param name="error">Error number of the system if the result is negative.</param>
    internal static int Open(string path, out int error)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            int descriptor = open(name, ReadWriteNonBlocking);
            error = descriptor < 0 ? Marshal.GetLastSystemError() : 0;
            return descriptor;
        }
    }

    internal static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Sends a request to the driver.</summary>
    /// <returns>0, or the error number of the system.</returns>
    internal static int Ask(int descriptor, nuint request, void* argument)
    {
        while (ioctl(descriptor, request, argument) < 0)
        {
            int error = Marshal.GetLastSystemError();
            if (error != Interrupted)
            {
                return error == 0 ? InputOutput : error;
            }
        }

        return 0;
    }

    /// <summary>Waits for a descriptor.</summary>
    /// <returns>What happened (<see cref="PollIn"/>, <see cref="PollTrouble"/>); 0 after the time.</returns>
    internal static short Wait(int descriptor, int milliseconds)
    {
        V4l2Types.PollRequest request = new() { Descriptor = descriptor, Events = PollIn };
        return poll(&request, 1, milliseconds) > 0 ? request.Happened : (short)0;
    }

    /// <summary>Sleeps.</summary>
    internal static void Pause(int milliseconds) => _ = poll(null, 0, milliseconds);

    /// <summary>Maps memory of the driver; 0 if that fails.</summary>
    internal static nint Map(int descriptor, uint length, uint offset)
    {
        nint address = mmap(null, length, ReadableWritable, SharedMapping, descriptor, (nint)offset);
        return address == -1 ? 0 : address;
    }

    internal static void Unmap(nint address, uint length) => _ = munmap(address, length);

    private static nint Symbol(string name) => NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name);
}
