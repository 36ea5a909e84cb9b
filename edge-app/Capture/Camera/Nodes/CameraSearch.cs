namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>Finds the node of a camera. Lives as long as the run: a camera that comes back is found by its identity, not by its number.</summary>
/// <param name="source">The source, for errors.</param>
/// <param name="address">How the source names the camera.</param>
/// <param name="listNodes">Lists the nodes of the machine.</param>
/// <param name="openNode">Describes one path; null if it does not exist.</param>
internal sealed class CameraSearch(string source, CameraAddress address, Func<IReadOnlyList<VideoNode>> listNodes, Func<string, VideoNode?> openNode)
{
    private CameraIdentity? identity;
    private string last = "";

    /// <summary>Searches this machine.</summary>
    public CameraSearch(string source, CameraAddress address)
        : this(source, address, Cameras.Nodes, Cameras.Node)
    {
    }

    /// <summary>The node to open, a camera.</summary>
    /// <param name="tell">Receives a line if the camera has another number than before.</param>
    /// <exception cref="DeviceException">It is not there, is another camera than before, or cannot be used.</exception>
    public string Find(Action<string> tell)
    {
        if (identity is not null)
        {
            return FindAgain(identity, tell);
        }

        IReadOnlyList<VideoNode> nodes = listNodes();
        VideoNode camera = address.Path is string path ? Check(path, openNode(path), nodes) : Choose(nodes);
        identity = CameraIdentity.Of(camera, nodes);
        last = camera.Device;
        return last;
    }

    private string FindAgain(CameraIdentity known, Action<string> tell)
    {
        VideoNode? named = address.Path is string path ? openNode(path) : null;
        IReadOnlyList<VideoNode> nodes = named is null ? listNodes() : [named, .. listNodes()];
        if (known.FindIn(nodes) is VideoNode camera)
        {
            if (camera.Device != last)
            {
                tell($"{source}: {camera.Name} is back as {camera.Device}, before {last}");
                last = camera.Device;
            }

            return last;
        }

        throw named is { Kind: NodeKind.Camera }
            ? new DeviceException($"{source}: is now another camera ({named.Name}, {named.Bus}), not {known.Name} at {known.Bus}; start again to use it")
            : address.Path is string gone && named is not null ? Refuse(gone, named, nodes) : Absent(address.Path ?? source, nodes);
    }

    private VideoNode Choose(IReadOnlyList<VideoNode> nodes)
    {
        VideoNode[] matching = [.. nodes.Where(node => node.Kind == NodeKind.Camera && address.Matches(node))];
        VideoNode[] exact = [.. matching.Where(node => string.Equals(node.Name, address.Part, StringComparison.OrdinalIgnoreCase))];
        matching = exact.Length > 0 ? exact : matching;
        return matching.Length == 0
            ? throw Absent(source, nodes)
            : matching.Any(other => other.Bus != matching[0].Bus)
                ? throw new DeviceException($"{source}: is not clear, {string.Join(" and ", matching.Select(node => $"{node.Device} ({node.Name}, {node.Bus})"))} have it; use camera:serial=… or a link in /dev/v4l/by-path")
                : matching[0]; // the first of a device with several cameras, such as colour and infrared
    }

    private static VideoNode Check(string path, VideoNode? node, IReadOnlyList<VideoNode> nodes) =>
        node is null ? throw Absent(path, nodes) : node.Kind == NodeKind.Camera ? node : throw Refuse(path, node, nodes);

    private static DeviceException Absent(string what, IReadOnlyList<VideoNode> nodes) => new($"{what}: no such camera; {Cameras.Describe(nodes)}");

    private static DeviceException Refuse(string path, VideoNode node, IReadOnlyList<VideoNode> nodes)
    {
        if (node.Kind == NodeKind.NotPermitted)
        {
            return new DeviceException($"{path}: permission denied; join the group 'video' (sudo usermod -aG video $USER) and log in again");
        }

        if (node.Kind is NodeKind.Busy)
        {
            return new DeviceException($"{path}: cannot be used; another program may have it open (fuser {path} shows which)");
        }

        if (node.Kind is NodeKind.Broken)
        {
            return new DeviceException($"{path}: cannot be opened as a camera ({CameraDevice.Meaning(node.Error)}); {Cameras.Describe(nodes)}");
        }

        VideoNode? sibling = nodes.FirstOrDefault(other => other.Kind == NodeKind.Camera && other.Bus == node.Bus && other.Name == node.Name) ?? nodes.FirstOrDefault(other => other.Kind == NodeKind.Camera && other.Bus == node.Bus);
        return new DeviceException($"{path}: is {node.Text}; {(sibling is null ? Cameras.Describe(nodes) : $"its camera is {sibling.Device} ({sibling.Name})")}");
    }
}
