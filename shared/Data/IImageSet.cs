using System.Globalization;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Labelled pictures in a fixed order. Reading is thread-safe.</summary>
internal interface IImageSet
{
    /// <summary>Data set and split, such as <c>fashion-mnist/test</c>.</summary>
    string Name { get; }

    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>Class names in the order of the labels.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Class of picture <paramref name="index"/>.</summary>
    int Label(int index);

    /// <summary>Origin of picture <paramref name="index"/> for messages: a file name, or a position in a file.</summary>
    string Origin(int index);

    /// <summary>Width and height of picture <paramref name="index"/>, without decoding it; null if unknown.</summary>
    /// <exception cref="InputException">The picture's header cannot be read.</exception>
    (int Width, int Height)? Size(int index) => null;

    /// <summary>Text that changes with picture <paramref name="index"/>, without decoding it; its position where pictures never change.</summary>
    /// <exception cref="InputException">The picture cannot be read.</exception>
    string Fingerprint(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads picture <paramref name="index"/> through <paramref name="preprocessor"/> into one uint8 HWC image.</summary>
    /// <exception cref="InputException">The picture cannot be read.</exception>
    void Read(int index, Preprocessor preprocessor, Span<byte> destination);
}
