using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Shared.Teaching;

/// <summary>What is taught.</summary>
/// <param name="Folder">The pictures: <c>DIR/CLASS</c>, or <c>DIR/train/CLASS</c> with <c>DIR/val/CLASS</c> or <c>DIR/test/CLASS</c>.</param>
/// <param name="Output">The bundle's folder.</param>
/// <param name="Pretrained">The backbone: <c>imagenet</c> or a bundle.</param>
/// <param name="Seed">Divides the pictures for cross-validation.</param>
internal sealed record TeachRequest(string Folder, string Output, string Pretrained = ImageNetBackbone.Name, long Seed = 1)
{
    /// <summary>The bundle's name; null for that of its folder.</summary>
    public string? Name { get; init; }

    /// <summary>Another input than the backbone's own; null for that.</summary>
    public Func<InputSpec, InputSpec>? ChangeInput { get; init; }

    /// <summary>Whether a file of 8-bit integers is added where it loses next to nothing.</summary>
    public bool Integers { get; init; } = true;

    /// <summary>Refuses a place for the bundle that would be no good after minutes of work.</summary>
    /// <exception cref="UsageException">It lies in the folder of pictures, where its samples would be a class of the next run, or the seed is negative.</exception>
    /// <exception cref="InputException">Something stands there that is no bundle.</exception>
    public void CheckOutput()
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Output));
        string pictures = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder));
        if ($"{target}/".StartsWith($"{pictures}/", StringComparison.Ordinal))
        {
            throw new UsageException($"--out {Output}: lies in {Folder}, where the next run would take it for a class; choose a place beside it");
        }

        if (Seed < 0)
        {
            throw new UsageException($"--seed {Seed}: expected 0 or more");
        }

        BundleFolder.CheckReplaceable(Output);
    }

    /// <summary>Folder of the cache; null for the user's.</summary>
    public string? Cache { get; init; }

    /// <summary>Whether the whole network is trained.</summary>
    public FineTuneMode FineTune { get; init; }

    /// <summary>Runs a verb of the trainer with its arguments; null where the trainer is not here, as on a device.</summary>
    public Action<IReadOnlyList<string>, CancellationToken>? Trainer { get; init; }

    /// <summary>Passes over the pictures when the whole network is trained; null for the recipe's.</summary>
    public int? FineTuneEpochs { get; init; }

    /// <summary>The compact network that is trained afterwards; null for none.</summary>
    public ShrinkSpec? Shrink { get; init; }

    /// <summary>Pictures that the compact network is shown in all; null for enough.</summary>
    public int? ShrinkCopies { get; init; }
}
