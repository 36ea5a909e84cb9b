using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Studio.Labelling;

/// <summary>
/// Reads the folder into which <c>live --collect</c> may be writing. A picture counts once its description is there, which is written
/// last. Descriptions are read once. Safe from any thread.
/// </summary>
/// <param name="folder">The folder of all pictures; the inbox is in it.</param>
internal sealed class InboxFolder(string folder)
{
    private readonly Lock gate = new();
    private readonly string inbox = Path.Combine(folder, Inbox.FolderName);
    private Dictionary<string, (DateTime Written, WaitingPicture? Picture)> known = [];

    /// <summary>All pictures, in the order of their names, which begin with their times. Foreign and damaged files are left out.</summary>
    public IReadOnlyList<WaitingPicture> Read()
    {
        lock (gate)
        {
            HashSet<string> pictures = [.. Names("*.jpg")];
            known = Names("*.json").Where(pictures.Contains).Order(StringComparer.Ordinal).ToDictionary(id => id, Look);
            return [.. known.Values.Select(each => each.Picture).OfType<WaitingPicture>()];
        }
    }

    /// <summary>Number of pictures. Opens no file.</summary>
    public int Count()
    {
        HashSet<string> pictures = [.. Names("*.jpg")];
        return Names("*.json").Count(pictures.Contains);
    }

    /// <summary>The file of a picture, relative to the folder of all pictures.</summary>
    public static string PathOf(string id) => $"{Inbox.FolderName}/{id}.jpg";

    /// <summary>The file of its description, relative to the folder of all pictures.</summary>
    public static string DescriptionOf(string id) => $"{Inbox.FolderName}/{id}.json";

    /// <summary>Whether a text from outside can be the name of a picture here, and leads nowhere else.</summary>
    public static bool IsId(string text) => text.Length is > 0 and < 200 && text[0] != '.' && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private IEnumerable<string> Names(string pattern) =>
        Directory.Exists(inbox) ? Directory.EnumerateFiles(inbox, pattern).Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(IsId) : [];

    private (DateTime Written, WaitingPicture? Picture) Look(string id)
    {
        string file = Path.Combine(folder, DescriptionOf(id));
        DateTime written = File.GetLastWriteTimeUtc(file);
        return known.TryGetValue(id, out (DateTime Written, WaitingPicture? Picture) before) && before.Written == written ? before : (written, Open(id, file));
    }

    private static WaitingPicture? Open(string id, string file)
    {
        try
        {
            return new WaitingPicture(id, StrictJson.Read<InboxEntry>(file));
        }
        catch (InputException)
        {
            return null; // of another program, or deleted since the folder was listed
        }
    }
}
