using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Every picture of a data set as it lies there, with what a check asks for beyond its label. Reading is thread-safe.</summary>
internal interface ICheckedPictures : IImageSet
{
    /// <summary>Names of the splits, such as <c>train</c> and <c>val</c>.</summary>
    IReadOnlyList<string> Splits { get; }

    /// <summary>Split of picture <paramref name="index"/>, a position in <see cref="Splits"/>.</summary>
    int Split(int index);

    /// <summary>Whether training holds picture <paramref name="index"/> out of its split, the first one, for a validation set that the data lacks.</summary>
    bool IsHeldOut(int index);

    /// <summary>Where picture <paramref name="index"/> is within the data, as reports name it.</summary>
    string PathInData(int index);

    /// <summary>The file of picture <paramref name="index"/>; null where it shares one with others.</summary>
    string? File(int index);

    /// <summary>Picture <paramref name="index"/> at its own size.</summary>
    /// <exception cref="InputException">The picture cannot be read.</exception>
    DecodedImage Decode(int index);
}
