using System.Collections.Frozen;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Names that systems put beside pictures: they are left out at every level, without a word.</summary>
internal static class IgnoredNames
{
    private static readonly FrozenSet<string> names = FrozenSet.ToFrozenSet(
        [
            "@eaDir", "@tmp", "@Recycle", "@Recently-Snapshot", "#recycle", "#snapshot", // Synology and QNAP
            "__MACOSX", "lost+found", "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "__pycache__",
            "Thumbs.db", "ehthumbs.db", "desktop.ini",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file or folder is hidden or a system's own; macOS leaves a ._a.jpg, not a picture, beside an a.jpg on foreign disks.</summary>
    public static bool Contain(string name) => name.StartsWith('.') || names.Contains(name);
}
