using System.Globalization;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>The files of an album: where they lie, and where others have room. Paths are relative to the folder, <c>CLASS/…/FILE</c>.</summary>
/// <param name="root">The folder.</param>
internal sealed class AlbumFolder(string root)
{
    private const string Trash = $"{Album.HiddenFolder}/trash";

    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>Whether a path from outside names a file of a class, and nothing else.</summary>
    public static bool IsPicture(string? file) => file?.Split('/') is [{ Length: > 0 } label, .. { Length: > 0 } rest] && label[0] != '.' && rest.All(part => part.Length > 0 && part[0] != '.');

    /// <summary>Whether a path leads out of all classes, as the trash does.</summary>
    public static bool IsHidden(string file) => file.StartsWith($"{Album.HiddenFolder}/", StringComparison.Ordinal);

    /// <summary>The class of a picture.</summary>
    public static string LabelOf(string file) => file[..file.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>A new place in the trash for a file.</summary>
    public static string TrashOf(string file) => $"{Trash}/{Guid.NewGuid():N}/{file}";

    /// <summary>The whole path of a file or class.</summary>
    public string At(string file) => Path.Combine(root, file);

    /// <summary>The files that are there, each once. Whatever is no picture of a class is left out.</summary>
    public IEnumerable<string> Present(IEnumerable<string> files) => files.Distinct().Where(file => IsPicture(file) && File.Exists(At(file)));

    /// <summary>All pictures of a class, also those that cannot be read.</summary>
    /// <exception cref="InputException">The album, or a folder in it, cannot be read.</exception>
    public IReadOnlyList<string> PicturesOf(string label) =>
        [.. ClassFolders.Read(root, CancellationToken.None).Pictures.Where(picture => picture.Label == label).Select(picture => picture.Path)];

    /// <summary>A free path for a file of a class; a number is added to the name where it is taken.</summary>
    /// <param name="label">The class.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="taken">Paths that others of the same operation get; this one is added.</param>
    public string Free(string label, string name, HashSet<string> taken)
    {
        string file = $"{label}/{name}";
        for (int i = 2; File.Exists(At(file)) || !taken.Add(file); i++)
        {
            file = string.Create(CultureInfo.InvariantCulture, $"{label}/{Path.GetFileNameWithoutExtension(name)}-{i}{Path.GetExtension(name)}");
        }

        return file;
    }

    /// <summary>Moves files. What is already at its place, or gone, is left as it is, so that a second time does no harm. A renamed class leaves no empty folder.</summary>
    public void Carry(IEnumerable<AlbumMove> moves, AlbumOperationKind kind)
    {
        AlbumMove[] all = [.. moves];
        foreach (AlbumMove move in all)
        {
            if (File.Exists(At(move.From)) && !File.Exists(At(move.To)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(At(move.To))!);
                File.Move(At(move.From), At(move.To));
            }
        }

        foreach (string label in kind == AlbumOperationKind.Rename ? all.Select(move => LabelOf(move.From)).Distinct() : [])
        {
            RemoveEmpty(label);
        }
    }

    /// <summary>Removes the folder of a class, and those in it, as far as they are empty.</summary>
    public void RemoveEmpty(string label)
    {
        if (!Directory.Exists(At(label)))
        {
            return;
        }

        string[] inner = Directory.GetDirectories(At(label), "*", SearchOption.AllDirectories);
        foreach (string folder in inner.OrderByDescending(folder => folder.Length).Append(At(label)).Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            Directory.Delete(folder);
        }
    }
}
