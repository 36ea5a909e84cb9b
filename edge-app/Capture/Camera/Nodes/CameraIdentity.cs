namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>What a camera is known by when it comes back under another number.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Serial">Its serial number, if it has one.</param>
/// <param name="Index">Number of the node in the device, if known.</param>
/// <param name="Bus">Its port.</param>
/// <param name="IsOnly">Whether it was the only camera with this name, number and serial: at another port it is then still the same.</param>
internal sealed record CameraIdentity(string Name, string? Serial, int? Index, string Bus, bool IsOnly)
{
    /// <summary>The identity of a camera among all nodes.</summary>
    public static CameraIdentity Of(VideoNode camera, IEnumerable<VideoNode> all) =>
        new(camera.Name, camera.Serial, camera.Index, camera.Bus, all.Where(node => node.Kind == NodeKind.Camera && node.Device != camera.Device && node.Bus != camera.Bus).All(other => (other.Name, other.Serial) != (camera.Name, camera.Serial)));

    /// <summary>This camera among others: at its port, or at another one if it cannot be confused; null if it is not there.</summary>
    public VideoNode? FindIn(IEnumerable<VideoNode> nodes)
    {
        VideoNode[] alike = [.. nodes.Where(IsAlike)];
        return alike.FirstOrDefault(camera => camera.Bus == Bus) ?? (IsOnly && alike.Length == 1 ? alike[0] : null);
    }

    private bool IsAlike(VideoNode node) => node.Kind == NodeKind.Camera && (node.Name, node.Serial, node.Index) == (Name, Serial, Index);
}
