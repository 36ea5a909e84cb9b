using System.Numerics;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Checks;
using SkiaSharp;

namespace EdgeResNet.Tests.Checks;

public sealed class NearPicturesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_copies_have_near_hashes()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            ulong hash = Hash(Scenes.Draw(seed));
            Assert.InRange(Apart(hash, Hash(Scenes.Draw(seed), "copy.jpg")), 0, 8);
            Assert.InRange(Apart(hash, Hash(Scenes.Draw(seed, 160, 120))), 0, 8);
            Assert.InRange(Apart(hash, Hash(Scenes.Draw(seed, 32, 24))), 0, 8);
            Assert.InRange(Apart(hash, Hash(Scenes.Brighter(Scenes.Draw(seed), 1.1))), 0, 8);
            Assert.InRange(Apart(hash, Hash(Scenes.Draw(seed + 100))), 9, 64);
        }

        static int Apart(ulong a, ulong b) => BitOperations.PopCount(a ^ b);
    }

    [Fact]
    public void A_hash_sets_half_its_bits_and_ignores_brightness_and_contrast()
    {
        Random random = new(3);
        byte[] luma = new byte[32 * 32];
        for (int i = 0; i < luma.Length; i++)
        {
            luma[i] = (byte)(40 + (2 * random.Next(40)));
        }

        ulong hash = PerceptualHash.Of(luma);
        Assert.Equal(32, BitOperations.PopCount(hash));
        Assert.Equal(hash, PerceptualHash.Of([.. luma.Select(value => (byte)((value / 2) + 90))]));
        Assert.NotEqual(hash, PerceptualHash.Of([.. luma.Reverse()]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(10)]
    public void The_banded_search_equals_the_pairwise_search(int distance)
    {
        Random random = new(distance);
        List<ulong> hashes = [];
        for (int i = 0; i < 200; i++)
        {
            hashes.Add((ulong)random.NextInt64());
            ulong copy = hashes[^1];
            for (int bits = random.Next(14); bits > 0; bits--)
            {
                copy ^= 1UL << random.Next(64);
            }

            hashes.Add(copy);
        }

        byte[] luma = new byte[32 * 32];
        random.NextBytes(luma);
        PictureScan scan = new([.. hashes.Select(hash => new PictureFacts(1, 1, 0, 0, null, 0, hash))], [.. hashes.Select(_ => luma)], []);
        Partition expected = new(hashes.Count);
        for (int i = 0; i < hashes.Count; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (BitOperations.PopCount(hashes[i] ^ hashes[k]) <= distance)
                {
                    expected.Union(i, k);
                }
            }
        }

        Partition found = new(hashes.Count);
        NearPictures.Join(scan, scan.Readable, distance, found, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, hashes.Count).Select(expected.Find), Enumerable.Range(0, hashes.Count).Select(found.Find));
        Assert.NotEqual(hashes.Count, scan.Readable.Select(found.Find).Distinct().Count());
    }

    [Fact]
    public void Uncorrelated_pictures_with_near_hashes_are_not_copies()
    {
        Random random = new(1);
        byte[][] luma = [.. Enumerable.Range(0, 3).Select(_ => new byte[32 * 32])];
        Array.ForEach(luma, random.NextBytes);
        luma[2] = [.. luma[0].Select(value => (byte)Math.Clamp(value + random.Next(-25, 26), 0, 255))];
        Assert.InRange(NearPictures.Correlation(luma[0], luma[2]), 0.96, 0.99); // alike, as two shirts are
        PictureScan scan = new([.. luma.Select(_ => new PictureFacts(1, 1, 0, 0, null, 0, 7))], luma, []);
        Partition found = new(luma.Length);
        NearPictures.Join(scan, scan.Readable, 8, found, TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2], scan.Readable.Select(found.Find));
        Assert.Equal(1, NearPictures.Correlation(luma[0], luma[0]), 9);
        Assert.Equal(1, NearPictures.Correlation([10, 20, 60], [30, 50, 130]), 9);
        Assert.Equal(-1, NearPictures.Correlation([10, 20], [20, 10]), 9);
        Assert.Equal(0, NearPictures.Correlation([10, 20], [7, 7]));
    }

    private ulong Hash(SKBitmap bitmap, string name = "picture.png")
    {
        Scenes.Save(folder[name], bitmap);
        byte[] luma = new byte[32 * 32];
        return PictureFacts.Of(ImageDecoder.Decode(folder[name]), null, new Preprocessor(PictureFacts.Reduced), luma).Hash;
    }
}
