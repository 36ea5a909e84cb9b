using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Checks;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Checks;

public sealed class LabelCheckTest
{
    private static readonly DataCheckSettings settings = new(Distance: 8, OutlierZ: 3.5, Folds: 3, Epochs: 10, Seed: 1);

    [Fact]
    public void Flipped_labels_are_suspected_and_others_are_not()
    {
        StripePictures pictures = new(count: 240, test: 40);
        (LabelReport? report, string? skipped) = Run(pictures, settings);
        Assert.Null(skipped);
        HashSet<int> flipped = [.. Enumerable.Range(0, pictures.Count).Where(StripePictures.IsFlipped)];
        HashSet<int> suspected = [.. report!.Suspects.Select(suspect => suspect.Picture.Index)];
        int found = flipped.Intersect(suspected).Count();
        Assert.Equal(12, flipped.Count); // 5 %
        Assert.True(found >= 10, $"{found} of {flipped.Count} found"); // recall
        Assert.True(suspected.Count <= found + 6, $"{suspected.Count} suspected, {found} of them flipped"); // precision; 5 % by chance
        Assert.Contains(report.Suspects, suspect => suspect.Picture.Split == "test");
        Assert.InRange(report.Top1, 0.85, 0.96); // 95 % of the labels are right
        Assert.Equal((240, 3, 10), (report.Judged, report.Folds, report.Epochs));
        Assert.All(report.Suspects, suspect => Assert.NotEqual(suspect.Suggested, suspect.Picture.Label));
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        StripePictures pictures = new(count: 80, test: 0);
        DataCheckSettings quick = settings with { Epochs = 1, Folds = 2 };
        LabelReport report = Run(pictures, quick).Report!;
        LabelReport again = Run(pictures, quick).Report!;
        Assert.NotEmpty(report.Suspects);
        Assert.Equal(report.Suspects, again.Suspects);
        Assert.NotEqual(report.Suspects, Run(pictures, quick with { Seed = 2 }).Report!.Suspects);
    }

    [Fact]
    public void Classes_with_too_few_pictures_are_left_out_and_named()
    {
        StripePictures pictures = new(count: 60, test: 0, rare: 3);
        LabelReport report = Run(pictures, settings with { Epochs = 1 }).Report!;
        Assert.Equal(["rare"], report.NotJudged);
        Assert.Equal(57, report.Judged);

        (LabelReport? none, string? skipped) = Run(new StripePictures(count: 8, test: 0), settings);
        Assert.Null(none);
        Assert.Contains("6 pictures that 3 folds need", skipped, StringComparison.Ordinal);
    }

    private static (LabelReport? Report, string? Skipped) Run(StripePictures pictures, DataCheckSettings settings) =>
        LabelCheck.Run(new CheckedData(pictures, "gray", Size: 16, []), [.. Enumerable.Range(0, pictures.Count)], new Partition(pictures.Count), settings, CPU, new CheckProgress(TextWriter.Null, interactive: false), TestContext.Current.CancellationToken);

    /// <summary>Upright and level stripes under noise; every twentieth picture has the label of the other kind. The last pictures are the test set.</summary>
    private sealed class StripePictures(int count, int test, int rare = 0) : ICheckedPictures
    {
        private const int Side = 16;
        private const int Noise = 80;

        public string Name => "stripes";

        public int Count => count;

        public IReadOnlyList<string> Classes { get; } = ["upright", "level", "rare"];

        public IReadOnlyList<string> Splits { get; } = ["train", "test"];

        public int Split(int index) => index < count - test ? 0 : 1;

        public bool IsHeldOut(int index) => false;

        public static bool IsFlipped(int index) => index % 20 == 7;

        public int Label(int index) => index < rare ? 2 : IsFlipped(index) ? 1 - (index % 2) : index % 2;

        public string Origin(int index) => $"stripes, picture {index}";

        public string PathInData(int index) => Origin(index);

        public string? File(int index) => null;

        public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => preprocessor.Run(Decode(index).View, destination);

        public DecodedImage Decode(int index)
        {
            Random random = new(1000 + index);
            byte[] pixels = new byte[Side * Side];
            for (int i = 0; i < pixels.Length; i++)
            {
                int along = index % 2 == 0 ? i % Side : i / Side;
                pixels[i] = (byte)((along / 2 % 2 * (255 - Noise)) + random.Next(Noise + 1));
            }

            return new DecodedImage(pixels, Side, Side, Side, PixelFormat.Gray8);
        }
    }
}
