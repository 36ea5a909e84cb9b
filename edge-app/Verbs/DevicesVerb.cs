using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture.Camera;
using EdgeResNet.EdgeApp.Capture.Camera.Controls;
using EdgeResNet.EdgeApp.Capture.Camera.Nodes;
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
        bool none = report.Cameras.Count == 0 && report.OtherNodes.Count == 0;
        text.WriteLine(none ? "cameras: none (demo:fashion needs none)" : report.Cameras.Count == 0 ? "cameras: none of the nodes below is one that can be opened" : "cameras:");
        foreach (CameraInfo camera in report.Cameras)
        {
            Describe(camera, text);
        }

        foreach (VideoNode node in report.OtherNodes)
        {
            string name = node.Name.Length == 0 ? "" : $"{node.Name} ({node.Driver}): ";
            text.WriteLine($"  {node.Device}  {name}{node.Text}");
        }

        text.WriteLine($"execution providers: {string.Join(", ", report.ExecutionProviders)}");
        text.WriteLine(report.Gpu is null ? "GPU: none (no NVIDIA driver answers)" : $"GPU: {report.Gpu} (driver {report.Driver})");
        return text.ToString();
    }

    private static void Describe(CameraInfo camera, StringWriter text)
    {
        text.WriteLine($"  {camera.Device}  {camera.Name} ({camera.Driver})");
        string serial = camera.Serial is null ? "" : $", serial {camera.Serial}";
        text.WriteLine($"    bus {camera.Bus}{serial}");
        foreach (string link in new[] { camera.ById, camera.ByPath }.OfType<string>())
        {
            text.WriteLine($"    {link}");
        }

        if (camera.Problem is not null)
        {
            text.WriteLine($"    cannot be used: {camera.Problem}");
        }

        foreach (CameraFormat format in camera.Formats)
        {
            string rates = format.Fps.Count == 0 ? "" : $"  {format.RateText}";
            text.WriteLine($"    {format.Fourcc} {format.SizeText}{rates}{(format.Listed ? "" : "  (current; the driver lists no sizes)")}{(format.Usable ? "" : "  (cannot be used)")}");
        }

        if (camera.Controls.Count > 0)
        {
            text.WriteLine($"    {string.Join(", ", camera.Controls.Select(control => control.Short))}");
        }

        foreach (CameraControl control in camera.OtherControls)
        {
            text.WriteLine($"    control.{control.Name}: {control.Range}, default {control.Default}");
        }
    }

    /// <summary>The output of <c>--json</c>.</summary>
    private sealed record DeviceReport(IReadOnlyList<CameraInfo> Cameras, IReadOnlyList<VideoNode> OtherNodes, IReadOnlyList<string> ExecutionProviders, string? Gpu, string? Driver)
    {
        public static DeviceReport Collect()
        {
            GpuInfo? gpu = GpuInfo.Query();
            IReadOnlyList<VideoNode> nodes = Capture.Camera.Nodes.Cameras.Nodes();
            return new DeviceReport([.. nodes.Select(Open).OfType<CameraInfo>()], [.. nodes.Where(node => node.Kind != NodeKind.Camera)], [.. Shared.Inference.ExecutionProviders.List().Select(provider => provider.Name)], gpu?.Names, gpu?.Driver);
        }

        private static CameraInfo? Open(VideoNode node)
        {
            using CameraDevice? device = node.Kind == NodeKind.Camera ? CameraDevice.Open(node.Device, out _) : null;
            return device is null ? null : CameraInfo.Of(device, SystemLinks.OfMachine);
        }
    }
}
