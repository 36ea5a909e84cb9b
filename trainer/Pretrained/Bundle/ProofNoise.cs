using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Pretrained.Bundle;

/// <summary>
/// Seeded pictures for a proof without data: random colours from large patches to fine grain, with low to full contrast. They have
/// several sizes and shapes and use the real preprocessing. Their labels are arbitrary.
/// </summary>
/// <param name="classes">Class names of the network.</param>
internal sealed class ProofNoise(IReadOnlyList<string> classes) : IImageSet
{
    private static readonly (int Width, int Height)[] sizes = [(4, 4), (9, 7), (16, 24), (60, 40), (224, 224), (320, 240)];

    public string Name => "seeded noise";

    public int Count => 64;

    public IReadOnlyList<string> Classes => classes;

    public int Label(int index) => 0;

    public string Origin(int index) => $"noise, picture {index}";

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination)
    {
        (int width, int height) = sizes[index % sizes.Length];
        Random random = Order.Random(seed: 0, index);
        byte[] pixels = new byte[width * height * 3];
        random.NextBytes(pixels);
        double contrast = 0.2 + (0.8 * random.NextDouble());
        double dark = random.NextDouble() * (1 - contrast) * byte.MaxValue;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(dark + (contrast * pixels[i]));
        }

        preprocessor.Run(new ImageView(pixels, width, height, width * 3, PixelFormat.Rgb24), destination);
    }
}
