using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>The structures of <c>linux/videodev2.h</c> on 64-bit systems, named as there.</summary>
internal static unsafe class V4l2Types
{
    /// <summary><c>struct v4l2_capability</c></summary>
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

    /// <summary><c>struct v4l2_fmtdesc</c></summary>
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

    /// <summary><c>struct v4l2_frmsizeenum</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FrameSize
    {
        public uint Index;
        public uint PixelFormat;
        public uint Type;
        public fixed uint Values[6];
        public fixed uint Reserved[2];
    }

    /// <summary><c>struct v4l2_frmivalenum</c></summary>
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

    /// <summary><c>struct v4l2_format</c> with <c>v4l2_pix_format</c> and <c>v4l2_pix_format_mplane</c>, whose first plane it names.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    internal struct Format
    {
        [FieldOffset(0)] public uint Type;
        [FieldOffset(8)] public uint Width;
        [FieldOffset(12)] public uint Height;
        [FieldOffset(16)] public uint PixelFormat;
        [FieldOffset(24)] public uint BytesPerLine;
        [FieldOffset(28)] public uint SizeImage;
        [FieldOffset(28)] public uint PlaneSizeImage;
        [FieldOffset(32)] public uint PlaneBytesPerLine;
        [FieldOffset(188)] public byte Planes;
    }

    /// <summary><c>struct v4l2_streamparm</c> with <c>v4l2_captureparm</c></summary>
    [StructLayout(LayoutKind.Explicit, Size = 204)]
    internal struct Parameters
    {
        [FieldOffset(0)] public uint Type;
        [FieldOffset(4)] public uint Capability;
        [FieldOffset(12)] public uint Numerator;
        [FieldOffset(16)] public uint Denominator;
    }

    /// <summary><c>struct v4l2_requestbuffers</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BufferRequest
    {
        public uint Count;
        public uint Type;
        public uint Memory;
        public uint Capabilities;
        public uint Flags;
    }

    /// <summary><c>struct v4l2_buffer</c></summary>
    [StructLayout(LayoutKind.Explicit, Size = 88)]
    internal struct Buffer
    {
        [FieldOffset(0)] public uint Index;
        [FieldOffset(4)] public uint Type;
        [FieldOffset(8)] public uint BytesUsed;
        [FieldOffset(12)] public uint Flags;
        [FieldOffset(24)] public long Seconds;
        [FieldOffset(32)] public long Microseconds;
        [FieldOffset(56)] public uint Sequence;
        [FieldOffset(60)] public uint Memory;
        [FieldOffset(64)] public uint Offset;
        [FieldOffset(64)] public Plane* Planes;
        [FieldOffset(72)] public uint Length;
    }

    /// <summary><c>struct v4l2_plane</c></summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    internal struct Plane
    {
        [FieldOffset(0)] public uint BytesUsed;
        [FieldOffset(4)] public uint Length;
        [FieldOffset(8)] public uint Offset;
        [FieldOffset(16)] public uint DataOffset;
    }

    /// <summary><c>struct v4l2_queryctrl</c></summary>
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

    /// <summary><c>struct v4l2_querymenu</c></summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct MenuItem
    {
        public uint Id;
        public uint Index;
        public fixed byte Name[32];
        public uint Reserved;
    }

    /// <summary><c>struct v4l2_control</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlValue
    {
        public uint Id;
        public int Value;
    }

    /// <summary><c>struct pollfd</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
