using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>The few calls and structures of <c>linux/videodev2.h</c> that listing cameras needs.</summary>
internal static unsafe partial class V4l2
{
    internal const int ReadWrite = 2;
    internal const int NonBlocking = 0x800;
    internal const uint VideoCapture = 0x1;
    internal const uint HasDeviceCapabilities = 0x80000000;
    internal const uint BufferTypeVideoCapture = 1;
    internal const uint Discrete = 1;

    // _IOR/_IOWR('V', number, size of the structure)
    internal const nuint QueryCapability = 0x80685600;
    internal const nuint EnumerateFormats = 0xC0405602;
    internal const nuint EnumerateFrameSizes = 0xC02C564A;
    internal const nuint EnumerateFrameIntervals = 0xC034564B;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    internal static partial int Control(int descriptor, nuint request, void* argument);

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
}
