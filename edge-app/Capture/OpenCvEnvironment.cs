using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Keeps OpenCV and FFmpeg from writing to stderr, where this program writes its own one-line errors, makes its window dark and its cameras' time-outs short. A variable that the user has set stays.</summary>
internal static partial class OpenCvEnvironment
{
    /// <summary>How long OpenCV waits for a picture of a camera; its own choice is ten seconds.</summary>
    public const int CameraPatienceSeconds = 1;

    private static readonly (string Name, string Value)[] variables =
    [
        ("OPENCV_LOG_LEVEL", "SILENT"),
        ("OPENCV_FFMPEG_LOGLEVEL", "-8"), // AV_LOG_QUIET
        ("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", $"{CameraPatienceSeconds}"),
        ("GTK_THEME", "Adwaita:dark"), // around a picture that does not fill its window
        ("NO_AT_BRIDGE", "1"), // GTK looks for an accessibility bus that a bare system lacks, and complains
    ];

    /// <summary>Runs before the first use of this assembly, hence before OpenCV is loaded, which reads them then.</summary>
#pragma warning disable CA2255 // tests pass through here too
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
