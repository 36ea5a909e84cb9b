using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Export;

/// <summary>Seeded smooth noise, larger than the network's input so that the preprocessing has work to do.</summary>
internal sealed class SmoothNoise(int count, InputSpec input, int classes, string name = "noise/test") : IImageSet
{
    public string Name => name;

    public int Count => count;

    public IReadOnlyList<string> Classes { get; } = RandomNetwork.Output(classes).Labels;

    public int Label(int index) => index % Classes.Count;

    public string Origin(int index) => $"noise {index}";

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination)
    {
        int width = input.Width + 5;
        int height = input.Height + 3;
        Random random = new(index);
        byte[] pixels = new byte[width * height * 3];
        double phase = random.NextDouble() * 6, frequency = 0.05 + (0.5 * random.NextDouble());
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(127 + (90 * Math.Sin((i * frequency) + phase)) + random.Next(-30, 30), 0, 255);
        }

        preprocessor.Run(new ImageView(pixels, width, height, width * 3, PixelFormat.Bgr24), destination);
    }
}
