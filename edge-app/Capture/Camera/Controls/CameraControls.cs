using System.Text;
using static EdgeResNet.EdgeApp.Capture.Camera.V4l2Types;

namespace EdgeResNet.EdgeApp.Capture.Camera.Controls;

/// <summary>Asks a driver for its controls (Linux userspace API, "User Controls" and "Camera Control Reference").</summary>
internal static unsafe class CameraControls
{
    private const uint Next = 0x8000_0000; // V4L2_CTRL_FLAG_NEXT_CTRL
    private const uint Hidden = 0x1 | 0x4 | 0x40; // V4L2_CTRL_FLAG_DISABLED, READ_ONLY, WRITE_ONLY
    private const uint Integer = 1;
    private const uint Boolean = 2;
    private const uint Choice = 3;
    private const uint Bits = 8;
    private const uint IntegerChoice = 9;
    private const int Most = 1024;
    private const int MostChoices = 256;

    // Where a driver without V4L2_CTRL_FLAG_NEXT_CTRL has its controls: V4L2_CID_BASE and V4L2_CID_CAMERA_CLASS_BASE.
    private static readonly uint[] classes = [0x0098_0900, 0x009A_0900];
    private const uint ClassSize = 0x30;

    /// <summary>Controls with a value of a number that this program can read and set.</summary>
    public static IReadOnlyList<CameraControl> Of(CameraDevice device)
    {
        List<CameraControl> controls = [];
        ControlDescription description = new() { Id = Next };
        for (int i = 0; i < Most && device.Ask(V4l2.QueryControl, ref description) == 0; i++)
        {
            Add(device, description, controls);
            description = new ControlDescription { Id = description.Id | Next };
        }

        if (controls.Count == 0)
        {
            foreach (uint first in classes)
            {
                for (uint id = first; id < first + ClassSize; id++)
                {
                    description = new ControlDescription { Id = id };
                    if (device.Ask(V4l2.QueryControl, ref description) == 0)
                    {
                        Add(device, description, controls);
                    }
                }
            }
        }

        return controls;
    }

    /// <summary>The value of a control; null if the driver does not tell it.</summary>
    public static int? Value(CameraDevice device, uint id)
    {
        ControlValue value = new() { Id = id };
        return device.Ask(V4l2.GetControl, ref value) == 0 ? value.Value : null;
    }

    /// <summary>Sets a control.</summary>
    /// <returns>0, or the error number of the system.</returns>
    public static int Set(CameraDevice device, uint id, int value)
    {
        ControlValue wanted = new() { Id = id, Value = value };
        return device.Ask(V4l2.SetControl, ref wanted);
    }

    private static void Add(CameraDevice device, in ControlDescription description, List<CameraControl> controls)
    {
        if ((description.Flags & Hidden) != 0 || description.Type is not (Integer or Boolean or Choice or Bits or IntegerChoice))
        {
            return;
        }

        fixed (byte* name = description.Name)
        {
            controls.Add(new CameraControl(Variable(CameraText.Of(name, 32)), description.Minimum, description.Maximum, description.Default)
            {
                Id = description.Id,
                Step = Math.Max(1, description.Step),
                IsSwitch = description.Type == Boolean,
                Menu = description.Type is Choice or IntegerChoice ? MenuOf(device, description) : null,
            });
        }
    }

    private static Dictionary<int, string> MenuOf(CameraDevice device, in ControlDescription description)
    {
        Dictionary<int, string> menu = [];
        for (int index = description.Minimum; index <= description.Maximum && index - description.Minimum < MostChoices; index++)
        {
            MenuItem item = new() { Id = description.Id, Index = (uint)index };
            if (device.Ask(V4l2.QueryMenu, ref item) == 0)
            {
                menu[index] = description.Type == Choice ? CameraText.Of(item.Name, 32) : $"{*(long*)item.Name}";
            }
        }

        return menu;
    }

    /// <summary>As <c>v4l2-ctl</c>: letters and digits, all else is one underscore.</summary>
    private static string Variable(string name)
    {
        StringBuilder variable = new(name.Length);
        foreach (char c in name.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
            {
                variable.Append(c);
            }
            else if (variable.Length > 0 && variable[^1] != '_')
            {
                variable.Append('_');
            }
        }

        return variable.ToString().TrimEnd('_');
    }
}
