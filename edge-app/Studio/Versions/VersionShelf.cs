using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>
/// The saved bundles of an album, each in a folder with its number, and the link <c>current</c> to the promoted one. A folder gets its
/// number once it is whole, so a killed process leaves only whole versions. Safe from any thread.
/// </summary>
internal sealed class VersionShelf
{
    /// <summary>Name of the link to the promoted version.</summary>
    public const string Link = "current";

    private const string History = "promoted.json";
    private const string Unfinished = ".new";
    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTime Written, SavedVersion Version)> known = [];

    /// <summary>Opens or creates the folder, and removes what an interrupted process left.</summary>
    /// <param name="folder">Where it is.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public VersionShelf(string folder)
    {
        Folder = folder;
        AtomicFile.Check(Path.Combine(folder, History));
        foreach (string rest in Directory.EnumerateDirectories(folder).Where(IsUnfinished))
        {
            Directory.Delete(rest, recursive: true);
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The promoted version's number; null for none.</summary>
    public string? Current => new FileInfo(Path.Combine(Folder, Link)).LinkTarget is string target && Directory.Exists(Path.Combine(Folder, target)) ? Path.GetFileName(target) : null;

    /// <summary>All versions, the oldest first. What a person put there that is no bundle is left out.</summary>
    public IReadOnlyList<SavedVersion> List()
    {
        lock (gate)
        {
            return [.. Ids().Select(Read).OfType<SavedVersion>()];
        }
    }

    /// <summary>A version.</summary>
    /// <exception cref="UsageException">There is none of this number.</exception>
    public SavedVersion Get(string id) => List().FirstOrDefault(version => version.Id == id) ?? throw new UsageException($"version {Printable.Of(id)}: there is none; take one of the list");

    /// <summary>The number of the next version.</summary>
    public string NextId()
    {
        int last = Ids().Select(id => int.Parse(id, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        return (last + 1).ToString("000", CultureInfo.InvariantCulture);
    }

    /// <summary>Where the next version is written until it is whole.</summary>
    public string Draft(string id) => Path.Combine(Folder, $"{id}{Unfinished}");

    /// <summary>Gives a whole draft its number.</summary>
    /// <param name="id">The number.</param>
    /// <param name="learned">What it learned.</param>
    public SavedVersion Keep(string id, VersionRecord learned)
    {
        StrictJson.Write(Path.Combine(Draft(id), VersionRecord.FileName), learned);
        Directory.Move(Draft(id), Path.Combine(Folder, id));
        return Get(id);
    }

    /// <summary>Lets the link lead to a version.</summary>
    /// <exception cref="UsageException">There is none of this number.</exception>
    public SavedVersion Promote(string id)
    {
        SavedVersion version = Get(id);
        lock (gate)
        {
            string[] before = Promoted();
            if (before is not [.., string last] || last != id)
            {
                StrictJson.Write(Path.Combine(Folder, History), (string[])[.. before, id]);
            }

            AtomicLink.Point(Path.Combine(Folder, Link), id);
        }

        return version;
    }

    /// <summary>The version that was promoted before the current one.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public SavedVersion Before()
    {
        lock (gate)
        {
            return Get(Earlier() is [.., string last] ? last : throw new UsageException("no version was promoted before this one; promote one of the list"));
        }
    }

    /// <summary>Lets the link lead to <see cref="Before"/>.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public SavedVersion Back()
    {
        lock (gate)
        {
            SavedVersion version = Before();
            StrictJson.Write(Path.Combine(Folder, History), Earlier());
            AtomicLink.Point(Path.Combine(Folder, Link), version.Id);
            return version;
        }
    }

    /// <summary>Whether a folder is a draft, or what the writer of bundles makes beside it. All others belong to a person.</summary>
    private static bool IsUnfinished(string path) => Path.GetFileName(path) is string name && name.IndexOf(Unfinished, StringComparison.Ordinal) is int end and > 0 && IsId(name[..end]);

    private static bool IsId(string? name) => name is { Length: >= 3 and <= 9 } && name.All(char.IsAsciiDigit);

    private IEnumerable<string> Ids() => Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).OfType<string>().Where(IsId).OrderBy(id => int.Parse(id, CultureInfo.InvariantCulture));

    /// <summary>Numbers of the versions that were promoted before the current one, as far as they exist.</summary>
    private string[] Earlier()
    {
        string[] whole = [.. Ids()];
        return [.. Promoted().SkipLast(1).Where(whole.Contains)];
    }

    private string[] Promoted()
    {
        string path = Path.Combine(Folder, History);
        return File.Exists(path) ? StrictJson.Read<string[]>(path) : [];
    }

    private SavedVersion? Read(string id)
    {
        string folder = Path.Combine(Folder, id);
        string card = Path.Combine(folder, ModelBundle.CardFile);
        DateTime written = File.GetLastWriteTimeUtc(card);
        if (known.TryGetValue(id, out (DateTime Written, SavedVersion Version) before) && before.Written == written)
        {
            return before.Version;
        }

        try
        {
            string learned = Path.Combine(folder, VersionRecord.FileName);
            SavedVersion version = new(id, folder, StrictJson.Read<ModelCard>(card), File.Exists(learned) ? StrictJson.Read<VersionRecord>(learned) : null);
            known[id] = (written, version);
            return version;
        }
        catch (InputException)
        {
            return null;
        }
    }
}
