using System.Runtime.InteropServices;
using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>The calls and structures of <c>linux/videodev2.h</c> for listing cameras and setting controls.</summary>
/// <remarks><remarks>Uses the program's own symbols, not libc's, so that a preloaded library sees the calls (libv4l's <c>v4l2convert.so</c>, the tests' camera).</remarks>
/// </remarks>
internal static unsafe class V4l2
{
    internal const int NoSuchFile = 2; // ENOENT
    internal const int NotPermitted = 13; // EACCES
    internal const uint Disabled = 1; // V4L2_CTRL_FLAG_DISABLED
    internal const uint VideoCapture = 0x1;
    internal const uint HasDeviceCapabilities = 0x80000000;
    internal const uint BufferTypeVideoCapture = 1;
    internal const uint Discrete = 1;

    // _IOR/_IOWR('V', number, size of the structure)
    internal const nuint QueryCapability = 0x80685600;
    internal const nuint EnumerateFormats = 0xC0405602;
    internal const nuint EnumerateFrameSizes = 0xC02C564A;
    internal const nuint EnumerateFrameIntervals = 0xC034564B;
    internal const nuint QueryControl = 0xC0445624;
    internal const nuint SetControl = 0xC008561C;

    private const int ReadWriteNonBlocking = 0x802; // O_RDWR | O_NONBLOCK
    private static readonly delegate* unmanaged<byte*, int, int> open = (delegate* unmanaged<byte*, int, int>)Symbol("open");
    private static readonly delegate* unmanaged<int, int> close = (delegate* unmanaged<int, int>)Symbol("close");
    private static readonly delegate* unmanaged<int, nuint, void*, int> ioctl = (delegate* unmanaged<int, nuint, void*, int>)Symbol("ioctl");

    /// <summary>Opens a device; close it with <see cref="Close"/>.</summary>
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

    /// <summary>Sends a request to the driver; false if it refuses.</summary>
    internal static bool Ask(int descriptor, nuint request, void* argument) => ioctl(descriptor, request, argument) >= 0;

    private static nint Symbol(string name) => NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Capability
    {
        public fixed byte Driver[16];
        public fixed byte Card[32];
        public fixed byte BusInfo[32];
        public uint Version;
        public uint Capabilities;
        public uint DeviceCapabilities;
        public fixed uint Reserved[3];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FormatDescription
    {
        public uint Index;
        public uint Type;
        public uint Flags;
        public fixed byte Description[32];
        public uint PixelFormat;
        public uint MediaBusCode;
        public fixed uint Reserved[3];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FrameSize
    {
        public uint Index;
        public uint PixelFormat;
        public uint Type;
        public fixed uint Values[6];
        public fixed uint Reserved[2];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FrameInterval
    {
        public uint Index;
        public uint PixelFormat;
        public uint Width;
        public uint Height;
        public uint Type;
        public fixed uint Values[6];
        public fixed uint Reserved[2];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlDescription
    {
        public uint Id;
        public uint Type;
        public fixed byte Name[32];
        public int Minimum;
        public int Maximum;
        public int Step;
        public int Default;
        public uint Flags;
        public fixed uint Reserved[2];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlValue
    {
        public uint Id;
        public int Value;
    }
}
