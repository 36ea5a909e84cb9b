using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Pictures of noise with arbitrary labels, for measurements.</summary>
/// <param name="count">How many.</param>
/// <param name="classes">Number of classes; picture i has class i modulo this number.</param>
internal sealed class NoiseImages(int count, int classes) : IImageSet
{
    public string Name => "noise";

    public int Count => count;

    public IReadOnlyList<string> Classes { get; } = [.. Enumerable.Range(0, classes).Select(label => $"{label}")];

    public int Label(int index) => index % classes;

    public string Origin(int index) => $"noise, picture {index}";

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => Order.Random(seed: 0, index).NextBytes(destination);
}
