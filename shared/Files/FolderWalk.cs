namespace EdgeResNet.Shared.Files;

/// <summary>
/// Lists a folder in all depths. It visits each folder once, whatever links lead to it: first all that is really there, then what
/// links add. A link to a folder that holds the walked one is not followed. Only regular files are listed, and nothing is opened.
/// A folder in it with a file <see cref="Marker"/> is left out.
/// </summary>
internal sealed class FolderWalk
{
    /// <summary>Marks a folder that is not to be searched; the convention of Android's media scanner.</summary>
    public const string Marker = ".nomedia";

    private readonly string root;
    private readonly Func<string, bool> isIgnored;
    private readonly CancellationToken stop;
    private readonly HashSet<(ulong, ulong, string?)> visited = [];
    private readonly List<string> files = [];
    private readonly List<string> folders = [];
    private readonly List<OddPath> odd = [];
    private readonly List<string> links = []; // to folders, not yet followed

    private FolderWalk(string root, Func<string, bool> isIgnored, CancellationToken stop) => (this.root, this.isIgnored, this.stop) = (root, isIgnored, stop);

    /// <summary>Lists a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="isIgnored">Whether a file or folder of this name, at any depth, is left out.</param>
    /// <param name="stop">Checked for each entry.</param>
    /// <exception cref="InputException">The folder, or one in it, is missing or cannot be read.</exception>
    public static WalkedFolder Run(string root, Func<string, bool> isIgnored, CancellationToken stop) => new FolderWalk(root, isIgnored, stop).Run();

    private WalkedFolder Run()
    {
        for (string? above = RealPath.Of(root); above is not null; above = Path.GetDirectoryName(above))
        {
            visited.Add(FileStatus.Of(above).Identity);
        }

        Walk("");
        while (links.Count > 0)
        {
            string[] found = [.. links.Order(NaturalOrder.Instance)];
            links.Clear();
            foreach (string link in found)
            {
                Enter(link);
            }
        }

        return new WalkedFolder([.. files.Order(NaturalOrder.Instance)], [.. folders.Order(NaturalOrder.Instance)], [.. odd.OrderBy(each => each.Path, NaturalOrder.Instance)]);
    }

    private void Enter(string folder)
    {
        if (visited.Add(FileStatus.Of(At(folder)).Identity))
        {
            folders.Add(folder);
            Walk(folder);
        }
        else
        {
            odd.Add(new OddPath(folder, PathKind.Folder));
        }
    }

    private void Walk(string first)
    {
        Stack<string> left = new([first]);
        while (left.TryPop(out string? folder))
        {
            foreach (string name in Names(folder))
            {
                string path = folder.Length == 0 ? name : $"{folder}/{name}";
                if (List(path))
                {
                    left.Push(path);
                }
            }
        }
    }

    /// <summary>Lists a path; the answer is whether it is a folder to enter.</summary>
    private bool List(string path)
    {
        FileStatus status = FileStatus.Of(At(path), follow: false);
        bool isLink = status.Kind == PathKind.Link;
        status = isLink ? FileStatus.Of(At(path)) : status;
        switch (status.Kind)
        {
            case PathKind.Regular:
                files.Add(path);
                return false;
            case PathKind.Folder when File.Exists(Path.Combine(At(path), Marker)):
                return false;
            case PathKind.Folder when isLink:
                links.Add(path);
                return false;
            case PathKind.Folder when visited.Add(status.Identity):
                folders.Add(path);
                return true;
            case PathKind.Denied:
                throw new InputException($"{At(path)}: cannot be looked at (permission denied); give the permission to read its folder, or leave it out");
            default:
                odd.Add(new OddPath(path, status.Kind));
                return false;
        }
    }

    private List<string> Names(string folder)
    {
        List<string> names = [];
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(At(folder)))
            {
                stop.ThrowIfCancellationRequested();
                string name = Path.GetFileName(path);
                if (!isIgnored(name))
                {
                    names.Add(name);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is UnauthorizedAccessException ? "permission denied" : e is DirectoryNotFoundException ? "there is no such folder" : e.Message;
            throw new InputException($"{At(folder)}: cannot be searched ({reason})", e);
        }

        return names;
    }

    private string At(string path) => path.Length == 0 ? root : Path.Combine(root, path);
}
