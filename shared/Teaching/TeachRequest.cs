using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Shared.Teaching;

/// <summary>What to teach.</summary>
/// <param name="Folder">The pictures: <c>DIR/CLASS</c>, or <c>DIR/train/CLASS</c> with <c>DIR/val/CLASS</c> or <c>DIR/test/CLASS</c>.</param>
/// <param name="Output">The bundle's folder.</param>
/// <param name="Pretrained">The backbone: <c>imagenet</c> or a bundle.</param>
/// <param name="Seed">Divides the pictures for cross-validation.</param>
internal sealed record TeachRequest(string Folder, string Output, string Pretrained = ImageNetBackbone.Name, long Seed = 1)
{
    /// <summary>The bundle's name; null: the folder's name.</summary>
    public string? Name { get; init; }

    /// <summary>Another input than the backbone's own; null: its own.</summary>
    public Func<InputSpec, InputSpec>? ChangeInput { get; init; }

    /// <summary>Whether to add a file of 8-bit integers if it loses almost nothing.</summary>
    public bool Integers { get; init; } = true;

    /// <summary>Threads of the network; null: one for each core.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the lines begin with a table of the classes.</summary>
    public bool Verbose { get; init; }

    /// <summary>Checks the bundle's place before minutes of work.</summary>
    /// <exception cref="UsageException">It lies in the folder of pictures, where the next run would read it as a class; or the seed is negative.</exception>
    /// <exception cref="InputException">Something other than a bundle is there.</exception>
    public void CheckOutput()
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Output));
        string pictures = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder));
        if ($"{target}/".StartsWith($"{pictures}/", StringComparison.Ordinal))
        {
            throw new UsageException($"--out {Output}: lies in {Folder}, where the next run would read it as a class; choose a place beside it");
        }

        if (Seed < 0)
        {
            throw new UsageException($"--seed {Seed}: expected 0 or more");
        }

        BundleFolder.CheckReplaceable(Output);
    }

    /// <summary>Folder of the cache; null: the user's.</summary>
    public string? Cache { get; init; }

    /// <summary>Whether to train the whole network.</summary>
    public FineTuneMode FineTune { get; init; }

    /// <summary>Runs a verb of the trainer with its arguments; null without a trainer, as on a device.</summary>
    public Action<IReadOnlyList<string>, CancellationToken>? Trainer { get; init; }

    /// <summary>Passes over the pictures for the whole network; null: the recipe's.</summary>
    public int? FineTuneEpochs { get; init; }

    /// <summary>Whether somebody follows the training of the whole network (<see cref="FineTuneProgress"/>).</summary>
    public bool Watched { get; init; }

    /// <summary>The compact network to train afterwards; null for none.</summary>
    public ShrinkSpec? Shrink { get; init; }

    /// <summary>Pictures shown to the compact network in all; null: the default.</summary>
    public int? ShrinkCopies { get; init; }
}
