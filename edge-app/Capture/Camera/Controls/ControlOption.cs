namespace EdgeResNet.EdgeApp.Capture.Camera.Controls;

/// <summary>A source option for a camera's control that is automatic or manual (Linux userspace API, "Camera Control Reference" and "User Controls").</summary>
/// <param name="Name">The option.</param>
/// <param name="Id">The control.</param>
/// <param name="Automatic">The control that switches the automatic; null if there is none.</param>
/// <param name="Manual">Value of it that selects manual mode.</param>
/// <param name="Automatics">Values of it that select an automatic, the best first.</param>
internal sealed record ControlOption(string Name, uint Id, uint? Automatic, int Manual, params int[] Automatics)
{
    /// <summary>The word for the automatic.</summary>
    public const string Auto = "auto";

    /// <summary>The options.</summary>
    public static IReadOnlyList<ControlOption> All { get; } =
    [
        new("exposure", 0x009A_0902, 0x009A_0901, 1, 3, 0, 2), // V4L2_CID_EXPOSURE_ABSOLUTE, in 100 µs; V4L2_CID_EXPOSURE_AUTO: V4L2_EXPOSURE_MANUAL; APERTURE_PRIORITY, AUTO, SHUTTER_PRIORITY
        new("focus", 0x009A_090A, 0x009A_090C, 0, 1), // V4L2_CID_FOCUS_ABSOLUTE; V4L2_CID_FOCUS_AUTO
        new("white_balance", 0x0098_091A, 0x0098_090C, 0, 1), // V4L2_CID_WHITE_BALANCE_TEMPERATURE, in kelvin; V4L2_CID_AUTO_WHITE_BALANCE
        new("mains", 0x0098_0918, null, 0), // V4L2_CID_POWER_LINE_FREQUENCY
    ];

    /// <summary>Words for values of the control: V4L2_CID_POWER_LINE_FREQUENCY_DISABLED, _50HZ, _60HZ, _AUTO.</summary>
    public IReadOnlyDictionary<string, int> Words { get; } = Automatic is null
        ? new Dictionary<string, int> { ["off"] = 0, ["50"] = 1, ["60"] = 2, [Auto] = 3 }
        : new Dictionary<string, int>();

    /// <summary>The controls that have an option, under its name.</summary>
    public static IReadOnlyList<CameraControl> Named(IReadOnlyList<CameraControl> controls) =>
        [.. All.SelectMany(option => controls.Where(control => control.Id == option.Id).Select(control => control with { Name = option.Name }))];
}
