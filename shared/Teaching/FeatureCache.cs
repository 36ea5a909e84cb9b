using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Cache of features by picture content, kept between runs. One file for each backbone and preprocessing, with records of a
/// picture's SHA-256, its features and their checksum. A damaged record is computed again.
/// </summary>
internal sealed class FeatureCache
{
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const int SumBytes = 8; // of a checksum (SHA-256)
    private const long LargestFile = 1L << 28;

    private readonly string path;
    private readonly int width;
    private readonly ConcurrentDictionary<string, float[]> known = []; // one thread reads while another adds
    private bool changed;

    private FeatureCache(string path, int width) => (this.path, this.width) = (path, width);

    /// <summary>Number of damaged records, which are computed again.</summary>
    public int Damaged { get; private set; }

    /// <summary>Reads the cached features of a backbone.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="width">Features a picture.</param>
    public static FeatureCache Open(string folder, Backbone backbone, InputSpec input, int width)
    {
        string key = $"{backbone.Sha256} {JsonSerializer.Serialize(input, StrictJson.Line)}";
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
        FeatureCache cache = new(Path.Combine(folder, "features", $"{name}.bin"), width);
        cache.Load();
        return cache;
    }

    /// <summary>The features of a picture file by its hash; null if unknown.</summary>
    public float[]? Find(string sha256) => known.GetValueOrDefault(sha256);

    /// <summary>Adds features.</summary>
    public void Add(string sha256, float[] features)
    {
        known[sha256] = features;
        changed = true;
    }

    /// <summary>Writes new records. A failed write is not an error.</summary>
    /// <param name="used">Pictures to keep if there is no room for all.</param>
    public void Save(IReadOnlySet<string> used)
    {
        if (!changed)
        {
            return;
        }

        long room = LargestFile / Record;
        try
        {
            AtomicFile.Write(path, stream =>
            {
                foreach ((string hash, float[] features) in known.OrderByDescending(entry => used.Contains(entry.Key)).Take((int)room))
                {
                    byte[] record = new byte[Record];
                    Convert.FromHexString(hash).CopyTo(record, 0);
                    MemoryMarshal.AsBytes<float>(features).CopyTo(record.AsSpan(HashBytes));
                    SHA256.HashData(record.AsSpan(0, Record - SumBytes)).AsSpan(0, SumBytes).CopyTo(record.AsSpan(Record - SumBytes));
                    stream.Write(record);
                }
            });
            changed = false;
        }
        catch (InputException)
        {
            // a full disk or a folder without permission: the next run computes again
        }
    }

    private int Record => HashBytes + (width * sizeof(float)) + SumBytes;

    private void Load()
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        for (int at = 0; at + Record <= content.Length; at += Record)
        {
            ReadOnlySpan<byte> record = content.AsSpan(at, Record);
            if (!SHA256.HashData(record[..^SumBytes]).AsSpan(0, SumBytes).SequenceEqual(record[^SumBytes..]))
            {
                Damaged++;
                continue;
            }

            float[] features = MemoryMarshal.Cast<byte, float>(record[HashBytes..^SumBytes]).ToArray();
            if (features.All(float.IsFinite))
            {
                known[Convert.ToHexStringLower(record[..HashBytes])] = features;
            }
        }
    }
}
