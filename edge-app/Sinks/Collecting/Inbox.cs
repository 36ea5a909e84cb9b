using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>
/// The folder of collected pictures that nobody has labelled yet. A picture and its JSON file appear whole. What a person deletes
/// or moves away is gone without further ado.
/// </summary>
internal sealed class Inbox
{
    /// <summary>Name of the folder in the folder of all pictures.</summary>
    public const string FolderName = "inbox";

    private const int JpegQuality = 95;
    private readonly string folder;
    private readonly InboxShares shares;
    private readonly Likeness likeness = new();
    private readonly int? keepDays;

    /// <summary>Creates the folder.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public Inbox(CollectSettings settings)
    {
        folder = Path.Combine(settings.Folder, FolderName);
        shares = new InboxShares(settings.MostBytes);
        keepDays = settings.KeepDays;
        AtomicFile.Check(Path.Combine(folder, FolderWalk.Marker), "--collect");
        AtomicFile.WriteText(Path.Combine(folder, FolderWalk.Marker), ""); // the inbox is no class of the folder around it
    }

    /// <summary>Reads what is there from earlier runs. Files without a readable JSON file are left alone.</summary>
    public void Load()
    {
        foreach (string json in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            string picture = Path.ChangeExtension(json, ".jpg");
            if (File.Exists(picture) && Read(json) is InboxEntry entry)
            {
                Remember(picture, entry, new FileInfo(picture).Length + new FileInfo(json).Length);
            }
        }
    }

    /// <summary>Keeps a picture; one with a label in any case.</summary>
    /// <returns>False when one like it is there.</returns>
    /// <exception cref="InputException">The disk takes nothing.</exception>
    public bool Add(CollectedPicture picture, InboxEntry entry)
    {
        float[] features = Likeness.Of(picture);
        if (picture.Label is null && likeness.Contains(features))
        {
            return false;
        }

        entry = entry with { Features = MemoryMarshal.AsBytes<float>(features).ToArray() };
        byte[] jpeg = Jpeg.Encode(picture.Frame.Image, JpegQuality);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(entry, StrictJson.Options);
        long bytes = jpeg.Length + json.Length;
        Delete(shares.MakeRoom(bytes));
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{picture.Time.UtcDateTime:yyyyMMdd-HHmmss-fff}-{Guid.NewGuid().ToString("N")[..4]}.jpg"));
        AtomicFile.Write(path, stream => stream.Write(jpeg));
        AtomicFile.Write(Path.ChangeExtension(path, ".json"), stream => stream.Write(json));
        Remember(path, entry, bytes);
        return true;
    }

    /// <summary>Deletes what is too old.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (keepDays is int days)
        {
            Delete(shares.OlderThan(now.AddDays(-days)));
        }
    }

    private static InboxEntry? Read(string json)
    {
        try
        {
            return StrictJson.Read<InboxEntry>(json);
        }
        catch (InputException)
        {
            return null; // of another program, or cut off
        }
    }

    private void Remember(string path, InboxEntry entry, long bytes)
    {
        shares.Add(new InboxItem(path, entry.Group, bytes, entry.Time));
        likeness.Add(path, MemoryMarshal.Cast<byte, float>(entry.Features.AsSpan(0, entry.Features.Length / sizeof(float) * sizeof(float))).ToArray());
    }

    private void Delete(IEnumerable<InboxItem> items)
    {
        foreach (InboxItem item in items)
        {
            likeness.Remove(item.Path);
            File.Delete(Path.ChangeExtension(item.Path, ".json"));
            File.Delete(item.Path);
        }
    }
}
