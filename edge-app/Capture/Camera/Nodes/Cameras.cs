namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>Finds cameras through Video4Linux (Linux userspace API, "Querying Capabilities").</summary>
internal static class Cameras
{
    private const int MostDevices = 256; // VIDEO_NUM_DEVICES of the kernel

    /// <summary>All nodes, in numeric order.</summary>
    public static IReadOnlyList<VideoNode> Nodes()
    {
        List<VideoNode> nodes = [];
        for (int number = 0; OperatingSystem.IsLinux() && number < MostDevices; number++)
        {
            if (Node($"/dev/video{number}") is VideoNode node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    /// <summary>What a path is; null if it does not exist.</summary>
    public static VideoNode? Node(string path)
    {
        using CameraDevice? device = CameraDevice.Open(path, out int error);
        return device is not null
            ? VideoNode.Of(device, SystemLinks.OfMachine)
            : error switch
            {
                V4l2.NoSuchFile or V4l2.NoDevice => null,
                V4l2.NotPermitted => new VideoNode(path, NodeKind.NotPermitted, "", "", ""),
                V4l2.Busy => new VideoNode(path, NodeKind.Busy, "", "", ""),
                _ => new VideoNode(path, NodeKind.Broken, "", "", "") { Error = error },
            };
    }

    /// <summary>One line for errors.</summary>
    public static string Describe() => Describe(Nodes());

    /// <summary>One line for errors.</summary>
    public static string Describe(IReadOnlyCollection<VideoNode> nodes)
    {
        string[] cameras = [.. nodes.Where(node => node.Kind == NodeKind.Camera).Select(camera => $"{camera.Device} ({camera.Name})").Distinct()];
        string[] closed = [.. nodes.Where(node => node.Kind is NodeKind.NotPermitted or NodeKind.Busy or NodeKind.Broken).Select(node => $"{node.Device}: {node.Text}").Distinct()];
        string[] parts = [.. cameras.Length > 0 ? (string[])[$"cameras here: {string.Join(", ", cameras)}"] : [], .. closed];
        return parts.Length > 0 ? string.Join("; ", parts) : "no camera is connected (demo:fashion needs none)";
    }
}
