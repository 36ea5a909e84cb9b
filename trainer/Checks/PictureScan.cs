using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Facts about all pictures, from one pass.</summary>
/// <param name="facts">By picture; null for one that cannot be read.</param>
/// <param name="luma"><c>[N, 32, 32]</c>, see <see cref="PictureFacts.Reduced"/>.</param>
/// <param name="files">Faults of picture files.</param>
internal sealed class PictureScan(PictureFacts?[] facts, byte[][] luma, IReadOnlyList<FileFinding> files)
{
    /// <summary>The readable pictures, in the order of the data.</summary>
    public int[] Readable { get; } = [.. Enumerable.Range(0, facts.Length).Where(index => facts[index] is not null)];

    /// <summary>Files that cannot be read, or whose names do not match their content.</summary>
    public IReadOnlyList<FileFinding> Files => files;

    /// <summary>A readable picture.</summary>
    public PictureFacts this[int index] => facts[index] ?? throw new ArgumentException($"picture {index} cannot be read", nameof(index));

    /// <summary>The picture reduced to <c>[32, 32]</c> luma.</summary>
    public ReadOnlySpan<byte> Luma(int index) => luma[index];

    /// <summary>Reads all pictures on all cores; keeps about a kilobyte of each.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="done">Called after each picture, from several threads.</param>
    /// <param name="stop">Checked between pictures.</param>
    public static PictureScan Run(ICheckedPictures pictures, Action done, CancellationToken stop)
    {
        PictureFacts?[] facts = new PictureFacts?[pictures.Count];
        byte[][] luma = new byte[pictures.Count][];
        FileFinding?[] findings = new FileFinding?[pictures.Count];
        Parallel.For(
            0,
            pictures.Count,
            new ParallelOptions { CancellationToken = stop },
            () => new Preprocessor(PictureFacts.Reduced),
            (index, _, reducer) =>
            {
                luma[index] = new byte[reducer.Spec.Bytes];
                (facts[index], findings[index]) = Look(pictures, index, reducer, luma[index]);
                done();
                return reducer;
            },
            _ => { });
        return new PictureScan(facts, luma, [.. findings.OfType<FileFinding>()]);
    }

    private static (PictureFacts? Facts, FileFinding? Finding) Look(ICheckedPictures pictures, int index, Preprocessor reducer, byte[] luma)
    {
        FileFingerprint? file = pictures.File(index) is string path ? FileFingerprint.TryRead(path) : null;
        try
        {
            DecodedImage picture = pictures.Decode(index);
            return (PictureFacts.Of(picture, file?.Hash, reducer, luma), Remark(file, picture, pictures.File(index), pictures.PathInData(index)));
        }
        catch (InputException e)
        {
            return (null, new FileFinding(pictures.PathInData(index), FileFault.Unreadable, Reason(file, e.Message, pictures.Origin(index))));
        }
    }

    /// <summary>What is remarkable about a picture that is read; null if nothing is.</summary>
    private static FileFinding? Remark(FileFingerprint? file, DecodedImage picture, string? path, string name)
    {
        if (file?.Kind is PictureKind kind && !kind.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            return new FileFinding(name, FileFault.Misnamed, $"is a {kind.Name} picture by its content; it is read, but other programs may refuse it");
        }

        return picture.DeepWhite switch
        {
            null => null,
            ushort.MaxValue => new FileFinding(name, FileFault.Deep, "has 16 bits a sample; they are scaled to 8"),
            int white => new FileFinding(name, FileFault.Deep, $"has 16 bits a sample but no value above {white}, so {white} counts as white; other programs see it almost black"),
        };
    }

    private static string Reason(FileFingerprint? file, string message, string origin) => file switch
    {
        { Bytes: 0 } => "is empty (0 bytes)",
        { Kind: { IsRead: false } kind } => $"is a {kind.Name} picture by its content, which is not read; convert it to JPEG or PNG",
        _ => message.StartsWith($"{origin}: ", StringComparison.Ordinal) ? message[(origin.Length + 2)..] : message,
    };
}
