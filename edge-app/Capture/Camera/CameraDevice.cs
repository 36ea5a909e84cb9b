using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>An open node of Video4Linux, which it owns.</summary>
internal sealed unsafe class CameraDevice : IDisposable
{
    private readonly int descriptor;
    private bool closed;

    private CameraDevice(string path, int descriptor, V4l2Types.Capability facts)
    {
        Path = path;
        this.descriptor = descriptor;
        Capabilities = (facts.Capabilities & V4l2.HasDeviceCapabilities) != 0 ? facts.DeviceCapabilities : facts.Capabilities;
        Name = CameraText.Of(facts.Card, 32);
        Driver = CameraText.Of(facts.Driver, 16);
        Bus = CameraText.Of(facts.BusInfo, 32);
    }

    /// <summary>Such as <c>/dev/video0</c>.</summary>
    public string Path { get; }

    /// <summary>What this node can do, not the whole device.</summary>
    public uint Capabilities { get; }

    /// <summary>Name from the driver, safe to print.</summary>
    public string Name { get; }

    /// <summary>The driver.</summary>
    public string Driver { get; }

    /// <summary>Where it is connected, such as <c>usb-0000:00:14.0-1</c>; cameras at other ports have another.</summary>
    public string Bus { get; }

    /// <summary>Whether pictures come in the multi-planar form ("Single- and multi-planar APIs").</summary>
    public bool IsMultiPlanar => (Capabilities & V4l2.VideoCapture) == 0 && (Capabilities & V4l2.VideoCaptureMplane) != 0;

    /// <summary>Type of its capture buffers.</summary>
    public uint BufferType => IsMultiPlanar ? V4l2.BufferTypeCaptureMplane : V4l2.BufferTypeCapture;

    /// <summary>Opens a node.</summary>
    /// <param name="path">Such as <c>/dev/video0</c>.</param>
    /// <param name="error">Error number of the system if the result is null; <c>ENOTTY</c> and others if it is no node of Video4Linux.</param>
    public static CameraDevice? Open(string path, out int error)
    {
        int descriptor = V4l2.Open(path, out error);
        if (descriptor < 0)
        {
            return null;
        }

        V4l2Types.Capability facts = default;
        error = V4l2.Ask(descriptor, V4l2.QueryCapability, &facts);
        if (error == 0)
        {
            return new CameraDevice(path, descriptor, facts);
        }

        V4l2.Close(descriptor);
        return null;
    }

    /// <summary>Sends a request to the driver.</summary>
    /// <returns>0, or the error number of the system.</returns>
    public int Ask<T>(nuint request, ref T argument)
        where T : unmanaged
    {
        fixed (T* pointer = &argument)
        {
            return V4l2.Ask(descriptor, request, pointer);
        }
    }

    /// <summary>As <see cref="V4l2.Wait"/>.</summary>
    public short Wait(int milliseconds) => V4l2.Wait(descriptor, milliseconds);

    /// <summary>As <see cref="V4l2.Map"/>.</summary>
    public nint Map(uint length, uint offset) => V4l2.Map(descriptor, length, offset);

    /// <summary>What an error number means.</summary>
    public static string Meaning(int error) => Marshal.GetPInvokeErrorMessage(error);

    public void Dispose()
    {
        if (!closed)
        {
            closed = true;
            V4l2.Close(descriptor);
        }
    }
}
