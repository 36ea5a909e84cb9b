using System.Globalization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>What the system knows about nodes besides their drivers: serial numbers (sysfs) and stable names (udev).</summary>
/// <param name="root">Root of the file system; another one in tests.</param>
internal sealed class SystemLinks(string root)
{
    /// <summary>Of this machine.</summary>
    public static SystemLinks OfMachine { get; } = new("/");

    /// <summary>Serial number of the USB device of a node; null if it has none.</summary>
    public string? Serial(string device) => Read(device, "device") is string folder && Directory.GetParent(folder) is DirectoryInfo usb ? FirstLine(Path.Combine(usb.FullName, "serial")) : null;

    /// <summary>Number of a node in its device; null if unknown.</summary>
    public int? Index(string device) => int.TryParse(FirstLine(Path.Combine(ClassFolder(device), "index")), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    /// <summary>The link in <c>/dev/v4l/by-id</c>; null if there is none.</summary>
    public string? ById(string device) => LinkTo(device, "by-id");

    /// <summary>The link in <c>/dev/v4l/by-path</c>, which names the port; null if there is none.</summary>
    public string? ByPath(string device) => LinkTo(device, "by-path");

    /// <summary>Follows a link such as one of the above to its node.</summary>
    public string Target(string device) => Final(Under(device)) is string target ? "/" + Path.GetRelativePath(root, target) : device;

    private string? LinkTo(string device, string kind)
    {
        string folder = Under("/dev/v4l/" + kind);
        string? link = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal).FirstOrDefault(link => Final(link) == Under(device)) : null;
        return link is null ? null : $"/dev/v4l/{kind}/{Path.GetFileName(link)}";
    }

    private string ClassFolder(string device) => Under("/sys/class/video4linux/" + Path.GetFileName(Target(device)));

    private string? Read(string device, string link) => Final(Path.Combine(Final(ClassFolder(device)) ?? ClassFolder(device), link));

    private string Under(string path) => Path.Combine(root, path.TrimStart('/'));

    private static string? Final(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // no such link
        }
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.Exists(file) && File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } line ? CameraText.Of(System.Text.Encoding.UTF8.GetBytes(line)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the device went away
        }
    }
}
