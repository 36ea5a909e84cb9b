using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Imaging;

/// <summary>Our pixels are torchvision's within rounding: Pillow rounds between its two passes, the preprocessor does not.</summary>
public sealed class TorchvisionResizeTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(7)]
    [InlineData(1, Traits = [Long.Trait, Long.Value])]
    public async Task Pixels_equal_torchvisions_for_many_sizes(int every)
    {
        await PythonPeer.NeedsAsync("torchvision");
        Case[] cases = [.. Cases().Where((_, number) => number % every == 0)];
        foreach (Case each in cases)
        {
            await File.WriteAllBytesAsync(folder[$"{each.Name}.in"], Picture(each), TestContext.Current.CancellationToken);
        }

        StrictJson.Write(folder["cases.json"], cases);
        CommandResult result = await Command.RunAsync(PythonPeer.Program, [Path.Combine(Command.RepositoryRoot, "tests", "Imaging", "resize_peer.py"), folder.Path]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(cases, Compare);
    }

    private void Compare(Case each)
    {
        InputSpec spec = PreprocessorTest.Spec("rgb", each.Width, each.Height, each.Shorter > 0 ? "center" : "none") with
        {
            Resize = "bilinear",
            Margin = each.Shorter > 0 ? (double)each.Shorter / each.Width : 1,
        };
        spec.Validate("card.json");
        byte[] expected = File.ReadAllBytes(folder[$"{each.Name}.out"]);
        byte[] actual = new byte[spec.Bytes];
        new Preprocessor(spec).Run(new ImageView(Picture(each), each.SourceWidth, each.SourceHeight, 3 * each.SourceWidth, PixelFormat.Rgb24), actual);
        Assert.Equal(expected.Length, actual.Length);
        int[] differences = [.. actual.Zip(expected, (ours, theirs) => ours - theirs)];
        Assert.True(differences.All(d => d is >= -1 and <= 1), $"{each}: {differences.Min()} to {differences.Max()}");
        Assert.InRange(differences.Average(d => Math.Abs(d)), 0, 0.25); // where halves are frequent, as between black and white
        Assert.InRange(differences.Average(), -0.1, 0.1);
    }

    private static IEnumerable<Case> Cases()
    {
        (int Width, int Height)[] sizes =
        [
            (640, 480), (480, 640), (1920, 1080), (256, 256), (224, 224), (257, 255), (255, 257), (300, 301), (225, 224), (500, 375), (333, 1001),
            (31, 29), (100, 100), (223, 447), (7, 5), (1, 1), (1, 7), (9, 1), (2, 120), (700, 23), (1023, 769),
        ];
        Random random = new(4);
        int number = 0;
        foreach ((int width, int height) in sizes.Concat(Enumerable.Range(0, 12).Select(_ => (random.Next(1, 700), random.Next(1, 700)))))
        {
            foreach ((int size, int shorter) in ((int, int)[])[(224, 256), (224, 232), (224, 224), (96, 110), (224, 0)])
            {
                yield return new Case($"{number++}", width, height, size, size, shorter);
            }

            yield return new Case($"{number++}", width, height, 160, 90, 0);
        }
    }

    /// <summary>Noise, hard edges or a gradient with noise; the same for the same case.</summary>
    private static byte[] Picture(Case each)
    {
        byte[] pixels = new byte[each.SourceWidth * each.SourceHeight * 3];
        Random random = new((1000 * each.SourceWidth) + each.SourceHeight);
        random.NextBytes(pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = ((each.SourceWidth + each.SourceHeight) % 3) switch
            {
                0 => pixels[i],
                1 => (byte)(pixels[i] < 128 ? 0 : 255),
                _ => (byte)((i * 200L / pixels.Length) + (pixels[i] % 56)),
            };
        }

        return pixels;
    }

    /// <summary>A picture and its resized form; without a shorter side it is stretched.</summary>
    private sealed record Case(string Name, int SourceWidth, int SourceHeight, int Width, int Height, int Shorter);
}
