using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Says what of a folder is not read.</summary>
internal static class PassedOverText
{
    /// <summary>One line with a number and an example for each kind; null where everything is read.</summary>
    public static string? Line(IReadOnlyList<PassedOver> passedOver) => passedOver.Count == 0
        ? null
        : $"passed over: {string.Join("; ", passedOver.GroupBy(each => (each.Reason, each.Format)).OrderBy(kind => kind.Key).Select(kind => Count(kind.Key.Reason, kind.Key.Format, [.. kind])))}";

    /// <summary>The same in brackets after an error; empty where everything is read.</summary>
    public static string Because(ClassFolders found) => Line(found.PassedOver) is string line ? $" ({line})" : "";

    /// <summary>Why one of them is not read.</summary>
    public static string Reason(PassedOver each) => each.Reason switch
    {
        PassedOverReason.OtherFormat => $"is a {each.Format} picture, which is not read; convert it to JPEG or PNG",
        PassedOverReason.Loose => "is in no class folder",
        PassedOverReason.BrokenLink => "is a link to nothing",
        PassedOverReason.NotUtf8 => "has a name that is not UTF-8; rename it",
        PassedOverReason.ReadAlready => "is a link to a folder that is read under another name, or that holds this one",
        PassedOverReason.Special => "is a named pipe, a socket or a device",
        PassedOverReason.NoPicture => "is no picture",
        _ => throw new ArgumentOutOfRangeException(nameof(each)),
    };

    private static string Count(PassedOverReason reason, string? format, PassedOver[] all)
    {
        string what = reason switch
        {
            PassedOverReason.OtherFormat => Counted.Of(all.Length, $"{format} picture"),
            PassedOverReason.Loose => $"{Counted.Of(all.Length, "picture")} in no class folder",
            PassedOverReason.BrokenLink => Counted.Of(all.Length, "broken link"),
            PassedOverReason.NotUtf8 => Counted.Of(all.Length, "file or folder whose name is not UTF-8", "files and folders whose names are not UTF-8"),
            PassedOverReason.ReadAlready => $"{Counted.Of(all.Length, "link")} to {(all.Length == 1 ? "a folder that is" : "folders that are")} read already",
            PassedOverReason.Special => Counted.Of(all.Length, "pipe, socket or device", "pipes, sockets or devices"),
            PassedOverReason.NoPicture => Counted.Of(all.Length, "other file"),
            _ => throw new ArgumentOutOfRangeException(nameof(reason)),
        };
        string advice = reason switch
        {
            PassedOverReason.OtherFormat => "; convert to JPEG or PNG",
            PassedOverReason.NotUtf8 => "; rename",
            _ => "",
        };
        return $"{what} ({Printable.Of(all[0].Path)}{(all.Length > 1 ? ", …" : "")}{advice})";
    }
}
