namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>Range of a camera control.</summary>
/// <param name="Name">Name of the source option.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Greatest value.</param>
/// <param name="Default">Default of the driver.</param>
internal sealed record CameraControlRange(string Name, int Minimum, int Maximum, int Default);

/// <summary>A camera setting that is automatic or manual (Linux userspace API, "Camera Control Reference").</summary>
internal sealed unsafe class CameraControl
{
    private readonly uint id;
    private readonly uint automatic;
    private readonly int off; // value of the automatic control that selects manual mode

    private CameraControl(string name, uint id, uint automatic, int off)
    {
        Name = name;
        this.id = id;
        this.automatic = automatic;
        this.off = off;
    }

    /// <summary>All supported controls.</summary>
    public static IReadOnlyList<CameraControl> All { get; } =
    [
        new("exposure", 0x009A0902, 0x009A0901, off: 1), // V4L2_CID_EXPOSURE_ABSOLUTE, in 100 µs; V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL
        new("focus", 0x009A090A, 0x009A090C, off: 0), // V4L2_CID_FOCUS_ABSOLUTE; V4L2_CID_FOCUS_AUTO
    ];

    /// <summary>The source option.</summary>
    public string Name { get; }

    /// <summary>Ranges that the driver of an open device reports.</summary>
    public static IReadOnlyList<CameraControlRange> Ranges(int descriptor) => [.. All.Select(control => control.Range(descriptor)).OfType<CameraControlRange>()];

    /// <summary>Switches to manual mode and sets the value, for all users of the device.</summary>
    /// <exception cref="DeviceException">The driver lacks the control or rejects the value.</exception>
    public void Set(string source, string device, int value)
    {
        int descriptor = V4l2.Open(device, out _);
        if (descriptor < 0)
        {
            throw new DeviceException($"{source}: {device} disappeared while setting {Name}");
        }

        try
        {
            Set(source, descriptor, value);
        }
        finally
        {
            V4l2.Close(descriptor);
        }
    }

    private void Set(string source, int descriptor, int value)
    {
        CameraControlRange range = Range(descriptor) ?? throw new DeviceException($"{source}: the camera's driver has no control {Name}; leave out {Name}=");
        if (value < range.Minimum || value > range.Maximum)
        {
            throw new DeviceException($"{source}: {Name} is {value}; this camera takes {range.Minimum} to {range.Maximum}");
        }

        V4l2.ControlValue manual = new() { Id = automatic, Value = off };
        _ = V4l2.Ask(descriptor, V4l2.SetControl, &manual); // fails on a camera without automatic mode, which needs no switch
        V4l2.ControlValue wanted = new() { Id = id, Value = value };
        if (!V4l2.Ask(descriptor, V4l2.SetControl, &wanted))
        {
            throw new DeviceException($"{source}: the camera's driver rejects {Name}={value}");
        }
    }

    private CameraControlRange? Range(int descriptor)
    {
        V4l2.ControlDescription description = new() { Id = id };
        return V4l2.Ask(descriptor, V4l2.QueryControl, &description) && (description.Flags & V4l2.Disabled) == 0
            ? new CameraControlRange(Name, description.Minimum, description.Maximum, description.Default)
            : null;
    }
}
