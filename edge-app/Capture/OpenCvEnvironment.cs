using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Pictures;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Sets OpenCV and FFmpeg to be silent on stderr, with a dark window. Keeps variables that the user has set.</summary>
internal static partial class OpenCvEnvironment
{
    private static readonly (string Name, string Value)[] variables =
    [
        ("OPENCV_LOG_LEVEL", "SILENT"),
        ("OPENCV_FFMPEG_LOGLEVEL", "-8"), // AV_LOG_QUIET
        ("OPENCV_IO_MAX_IMAGE_PIXELS", $"{PictureLimit.Pixels}"),
        ("GTK_THEME", "Adwaita:dark"), // for the area around the picture
        ("NO_AT_BRIDGE", "1"), // GTK complains where the accessibility bus is missing
    ];

    /// <summary>Runs when this assembly loads, before OpenCV reads the variables.</summary>
#pragma warning disable CA2255 // tests need it too
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Initialize()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach ((string name, string value) in variables)
        {
            _ = SetEnvironment(name, value, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
