using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Finds the option that passes pictures on as they come. It is <c>fps_mode</c> since FFmpeg 5.1; <c>vsync</c> before, and gone from FFmpeg 9 on. The installed program's help decides.</summary>
internal static class FfmpegTiming
{
    private static readonly Lazy<string> option = new(() => Find(SystemCommand.Output("ffmpeg", "-hide_banner", "-h", "long")));

    /// <summary>Arguments of the output.</summary>
    public static string[] Arguments => [option.Value, "passthrough"];

    /// <summary>The option, from the program's help; the newer one if it gave none.</summary>
    public static string Find(string? help) => help?.Contains("-fps_mode", StringComparison.Ordinal) ?? true ? "-fps_mode" : "-vsync";
}
