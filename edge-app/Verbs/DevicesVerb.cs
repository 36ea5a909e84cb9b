using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture.Camera;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>devices</c>: lists cameras, execution providers and GPUs.</summary>
internal static class DevicesVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("devices", "List cameras with their formats, execution providers and GPUs.") { json };
        command.SetAction(parsed =>
        {
            DeviceReport report = DeviceReport.Collect();
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(report, StrictJson.Options) + "\n" : Describe(report));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string Describe(DeviceReport report)
    {
        StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine(report.Cameras.Count == 0 ? "cameras: none (demo:fashion needs none)" : "cameras:");
        foreach (CameraInfo camera in report.Cameras)
        {
            text.WriteLine($"  {camera.Device}  {camera.Name} ({camera.Driver})");
            foreach (CameraFormat format in camera.Formats)
            {
                string rates = format.Fps.Count == 0 ? "" : $"  {string.Join(", ", format.Fps)} fps";
                text.WriteLine($"    {format.Fourcc} {format.Width}×{format.Height}{rates}");
            }

            if (camera.Controls.Count > 0)
            {
                text.WriteLine($"    {string.Join(", ", camera.Controls.Select(control => $"{control.Name}={control.Minimum}…{control.Maximum}"))}");
            }
        }

        text.WriteLine($"execution providers: {string.Join(", ", report.ExecutionProviders)}");
        text.WriteLine(report.Gpu is null ? "GPU: none (no NVIDIA driver answers)" : $"GPU: {report.Gpu} (driver {report.Driver})");
        return text.ToString();
    }

    /// <summary>The output of <c>--json</c>.</summary>
    private sealed record DeviceReport(IReadOnlyList<CameraInfo> Cameras, IReadOnlyList<string> ExecutionProviders, string? Gpu, string? Driver)
    {
        public static DeviceReport Collect()
        {
            GpuInfo? gpu = GpuInfo.Query();
            return new DeviceReport(Capture.Camera.Cameras.List(), [.. Shared.Inference.ExecutionProviders.List().Select(provider => provider.Name)], gpu?.Names, gpu?.Driver);
        }
    }
}
