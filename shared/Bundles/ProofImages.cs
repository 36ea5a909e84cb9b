using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Bundles;

/// <summary>
/// The pictures of a proof: a held-out set, repeated with seeded changes (mirrored, shifted, brighter or darker) until there
/// are enough. A proof compares arithmetic, so changed copies are as useful as new pictures.
/// </summary>
internal sealed class ProofImages(IImageSet source, InputSpec input, int minimum) : IImageSet
{
    public string Name => source.Name;

    public int Count => Math.Max(source.Count, minimum);

    /// <summary>How many of them are changed copies.</summary>
    public int Copies => Count - source.Count;

    /// <summary>The pictures of a proof in words.</summary>
    /// <param name="samples">All of them.</param>
    /// <param name="source">How many are originals; the others are copies of these.</param>
    /// <param name="kind">The noun for the originals.</param>
    public static string Describe(int samples, int source, string kind = "held-out pictures") => source >= samples
        ? string.Create(CultureInfo.InvariantCulture, $"{samples:N0} {kind}")
        : string.Create(CultureInfo.InvariantCulture, $"{source:N0} {kind} and {samples - source:N0} changed copies of them");

    public IReadOnlyList<string> Classes => source.Classes;

    public int Label(int index) => source.Label(index % source.Count);

    public string Origin(int index) => source.Origin(index % source.Count) + (index < source.Count ? "" : $" (changed copy {index / source.Count})");

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination)
    {
        source.Read(index % source.Count, preprocessor, destination);
        if (index >= source.Count)
        {
            Change(destination, new Random(index));
        }
    }

    private void Change(Span<byte> pixels, Random random)
    {
        int channels = input.Channels;
        byte[] original = pixels.ToArray();
        bool mirrored = random.Next(2) == 1;
        int across = random.Next(-input.Width / 8, (input.Width / 8) + 1);
        int down = random.Next(-input.Height / 8, (input.Height / 8) + 1);
        double gain = 0.7 + (0.6 * random.NextDouble());
        for (int y = 0; y < input.Height; y++)
        {
            for (int x = 0; x < input.Width; x++)
            {
                int sourceX = mirrored ? input.Width - 1 - x : x;
                sourceX = Math.Clamp(sourceX - across, 0, input.Width - 1); // repeats the edge
                int sourceY = Math.Clamp(y - down, 0, input.Height - 1);
                for (int c = 0; c < channels; c++)
                {
                    byte value = original[(((sourceY * input.Width) + sourceX) * channels) + c];
                    pixels[(((y * input.Width) + x) * channels) + c] = (byte)Math.Min(255, Math.Round(value * gain));
                }
            }
        }
    }
}
