using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>The pictures of a data set with their splits and files. Reading is thread-safe.</summary>
internal interface ICheckedPictures : IImageSet
{
    /// <summary>Names of the splits, such as <c>train</c> and <c>val</c>.</summary>
    IReadOnlyList<string> Splits { get; }

    /// <summary>Split of picture <paramref name="index"/>: an index into <see cref="Splits"/>.</summary>
    int Split(int index);

    /// <summary>Whether training holds picture <paramref name="index"/> out of the first split for a missing validation set.</summary>
    bool IsHeldOut(int index);

    /// <summary>Path of picture <paramref name="index"/> within the data, for reports.</summary>
    string PathInData(int index);

    /// <summary>The file of picture <paramref name="index"/>; null if it shares one with others.</summary>
    string? File(int index);

    /// <summary>Decodes picture <paramref name="index"/> at its own size.</summary>
    /// <exception cref="InputException">The picture cannot be read.</exception>
    DecodedImage Decode(int index);
}
