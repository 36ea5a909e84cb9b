namespace EdgeResNet.EdgeApp.Capture.Camera.Controls;

/// <summary>Sets controls for a run and restores what it found. Lives as long as the run: a camera that was lost in between is restored at the end.</summary>
internal sealed class ControlSettings
{
    private readonly List<(uint Id, int Value)> found = []; // in the order of setting

    /// <summary>Sets the controls, for all users of the device.</summary>
    /// <param name="source">The source, for errors.</param>
    /// <param name="device">The open camera.</param>
    /// <param name="wishes">The controls.</param>
    /// <param name="tell">Receives a line for each value that the driver rounds.</param>
    /// <exception cref="UsageException">A value is no value of the control.</exception>
    /// <exception cref="DeviceException">The driver lacks a control or rejects a value.</exception>
    public void Apply(string source, CameraDevice device, IReadOnlyList<ControlWish> wishes, Action<string> tell)
    {
        if (wishes.Count == 0)
        {
            return;
        }

        IReadOnlyList<CameraControl> controls = CameraControls.Of(device);
        foreach (ControlWish wish in wishes)
        {
            if (wish is { Known: ControlOption { Automatic: uint automatic } option, Text: ControlOption.Auto })
            {
                SetAutomatic(source, device, option, automatic, controls);
                continue;
            }

            CameraControl control = Find(source, wish, controls);
            int value = ValueOf(source, wish, control);
            if (wish.Known?.Automatic is uint own)
            {
                _ = Set(device, own, wish.Known.Manual); // fails on a camera without automatic mode, which needs no switch
            }

            if (Set(device, control.Id, value) is int error and not 0)
            {
                throw new DeviceException($"{source}: the camera's driver rejects {wish.Option}={wish.Text} ({Reason(error)})");
            }

            if (CameraControls.Value(device, control.Id) is int taken && taken != value)
            {
                tell($"{source}: asked {wish.Option}={value}, the camera took {taken}; it has {control.Range}");
            }
        }
    }

    /// <summary>Restores all values, the last first; what the driver refuses, because the camera is gone, stays for the next time.</summary>
    public void Restore(CameraDevice device)
    {
        for (int i = found.Count - 1; i >= 0; i--)
        {
            if (CameraControls.Set(device, found[i].Id, found[i].Value) == 0)
            {
                found.RemoveAt(i);
            }
        }
    }

    private void SetAutomatic(string source, CameraDevice device, ControlOption option, uint automatic, IReadOnlyList<CameraControl> controls)
    {
        CameraControl control = controls.FirstOrDefault(control => control.Id == automatic) ?? throw new DeviceException($"{source}: the camera's driver has no automatic {option.Name}; leave out {option.Name}=");
        IEnumerable<int> values = control.Default == option.Manual ? option.Automatics : [control.Default, .. option.Automatics];
        if (!values.Any(value => control.Has(value) && Set(device, automatic, value) == 0))
        {
            throw new DeviceException($"{source}: the camera's driver rejects {option.Name}={ControlOption.Auto}; it has {control.Range}");
        }
    }

    private static CameraControl Find(string source, ControlWish wish, IReadOnlyList<CameraControl> controls) => wish.Known is ControlOption option
        ? controls.FirstOrDefault(control => control.Id == option.Id) ?? throw new DeviceException($"{source}: the camera's driver has no control {option.Name}; leave out {option.Name}=")
        : controls.FirstOrDefault(control => control.Name == wish.Name) ?? throw new DeviceException($"{source}: the camera's driver has no control '{wish.Name}'; {(controls.Count == 0 ? "it has none" : $"it has {string.Join(", ", controls.Select(control => control.Name))}")}");

    private static int ValueOf(string source, ControlWish wish, CameraControl control)
    {
        int value = wish.Known?.Words.TryGetValue(wish.Text, out int word) == true
            ? word
            : control.Parse(wish.Text) ?? throw new UsageException($"source {source}: {wish.Option} is '{wish.Text}'; this camera takes {control.Range}");
        return control.Has(value) ? value : throw new DeviceException($"{source}: {wish.Option} is {wish.Text}; this camera takes {control.Range}");
    }

    private static string Reason(int error) => error switch
    {
        V4l2.NotPermitted => "it is inactive while an automatic is on",
        V4l2.Busy => "another program holds it",
        _ => CameraDevice.Meaning(error),
    };

    private int Set(CameraDevice device, uint id, int value)
    {
        int? before = found.Any(control => control.Id == id) ? null : CameraControls.Value(device, id);
        int error = CameraControls.Set(device, id, value);
        if (error == 0 && before is int old)
        {
            found.Add((id, old));
        }

        return error;
    }
}
