using System.Security.Cryptography;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>
/// Finds published weights in the user's own folder, in the cache, or on the web. A file in the cache must match the hash in its name.
/// A file in the user's own folder may differ; a note says so.
/// </summary>
public sealed class WeightStore
{
    private readonly WeightPlaces places;
    private readonly Transfer transfer;
    private readonly TimeSpan patience;

    /// <summary>With messages on stderr.</summary>
    public WeightStore(WeightPlaces places)
        : this(places, Transfer.OnStderr(), WeightDownload.DefaultPatience)
    {
    }

    internal WeightStore(WeightPlaces places, Transfer transfer, TimeSpan patience) =>
        (this.places, this.transfer, this.patience) = (places, transfer, patience);

    /// <summary>The store of the environment's places.</summary>
    /// <exception cref="InputException">A variable cannot be used.</exception>
    public static WeightStore FromEnvironment() => new(WeightPlaces.FromEnvironment());

    /// <summary>The file of weights, fetched if missing.</summary>
    /// <exception cref="InputException">It is not available, or the cached one was changed.</exception>
    public async Task<StoredWeights> GetAsync(PublishedWeights weights, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (Own(weights) is StoredWeights own)
        {
            if (!own.IsPublished)
            {
                transfer.Say($"note: {own.Path} is not the published file (SHA-256 {own.Sha256[..8]}…, not {weights.Digits}…); it is used, because {WeightPlaces.OwnVariable} names its folder");
            }

            return own;
        }

        await FetchAsync(weights, stop).ConfigureAwait(false);
        string path = Path.Combine(places.Weights, weights.FileName);
        StoredWeights stored = Describe(path, weights);
        return stored.IsPublished ? stored : throw new InputException($"{path}: was changed or damaged since it was fetched (SHA-256 {stored.Sha256[..8]}…, expected {weights.Digits}…); delete it and run the command again");
    }

    /// <summary>Fetches the file if it is missing.</summary>
    /// <exception cref="InputException">It is not available.</exception>
    public async Task FetchAsync(PublishedWeights weights, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(weights);
        string path = Path.Combine(places.Weights, weights.FileName);
        if (OwnPath(weights) is null && !File.Exists(path))
        {
            await new WeightDownload(places.Address, transfer, patience).FetchAsync(weights, path, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Cache folder of the bundle made from these weights; another file of the user's own gives another folder.</summary>
    /// <exception cref="InputException">The user's own file cannot be read.</exception>
    public string BundleFolder(PublishedWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        string digits = Own(weights)?.Sha256[..weights.Digits.Length] ?? weights.Digits;
        return Path.Combine(places.Bundles, $"torchvision-{weights.Architecture}-{weights.Version}-{digits}");
    }

    private StoredWeights? Own(PublishedWeights weights) => OwnPath(weights) is string path ? Describe(path, weights) : null;

    private string? OwnPath(PublishedWeights weights) =>
        places.Own is string folder && Path.Combine(folder, weights.FileName) is string path && File.Exists(path) ? path : null;

    private static StoredWeights Describe(string path, PublishedWeights weights)
    {
        string hash = Convert.ToHexStringLower(RegularFile.Read(path, stream => SHA256.HashData(stream)));
        return new StoredWeights(path, hash, hash.StartsWith(weights.Digits, StringComparison.Ordinal));
    }
}
