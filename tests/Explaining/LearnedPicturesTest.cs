using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Answers.Web;
using EdgeResNet.Tests.Imaging;

namespace EdgeResNet.Tests.Explaining;

/// <summary>Training pictures that travel with a bundle.</summary>
public sealed class LearnedPicturesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_nearest_picture_comes_first_with_its_name_class_and_thumbnail()
    {
        LearnedPictures learned = Write([1, 0, 0, 2, 3, 3]);
        Assert.Equal(3, learned.Count);
        IReadOnlyList<NearPicture> near = learned.Nearest([5, 4.9f], 2);
        Assert.Equal(["c.png", "a.png"], near.Select(picture => picture.Name));
        Assert.Equal("dark", near[0].Class);
        Assert.Equal(1, near[0].Cosine, 1e-3);
        Assert.Equal(0.7142, near[1].Cosine, 1e-3);
        Assert.Equal((byte[])[0xFF, 0xD8], ((ILearnedPictures)learned).Thumbnail(near[0].Sha256)![..2]); // a JPEG
        Assert.Null(((ILearnedPictures)learned).Thumbnail("0"));
    }

    [Fact]
    public void Features_of_another_network_are_like_nothing() => Assert.Empty(Write([1, 0, 0, 2, 3, 3]).Nearest([1, 2, 3], 3));

    [Fact]
    public void The_same_pictures_give_the_same_file()
    {
        Write([1, 0, 0, 2, 3, 3]);
        byte[] first = File.ReadAllBytes(folder[LearnedPictures.FileName]);
        Write([1, 0, 0, 2, 3, 3]);
        Assert.Equal(first, File.ReadAllBytes(folder[LearnedPictures.FileName]));
    }

    [Fact]
    public void Verify_finds_a_changed_file_and_a_bundle_without_one_is_as_good_as_before()
    {
        string bundle = CornerModel.WriteBundle(folder["bundle"]);
        Assert.Null(LearnedPictures.Of(ModelBundle.Open(bundle)));
        Write([1, 0, 0, 2, 3, 3]);
        byte[] content = File.ReadAllBytes(folder[LearnedPictures.FileName]);
        File.WriteAllBytes(Path.Combine(bundle, LearnedPictures.FileName), content);
        string card = Path.Combine(bundle, ModelBundle.CardFile);
        StrictJson.Write(card, StrictJson.Read<ModelCard>(card) with { Learned = FileSpec.Of(LearnedPictures.FileName, content) });
        List<string> passed = [];
        VerifiedBundle.Open(bundle, passed.Add);
        Assert.Contains(passed, line => line.EndsWith("learned.zip: hash", StringComparison.Ordinal));
        content[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(bundle, LearnedPictures.FileName), content);
        Assert.Contains("was changed", Assert.Throws<InputException>(() => VerifiedBundle.Open(bundle, _ => { })).Message, StringComparison.Ordinal);
        StrictJson.Write(card, StrictJson.Read<ModelCard>(card) with { Learned = new FileSpec("../learned.zip", "", 1) });
        Assert.Contains("learned.path", Assert.Throws<InputException>(() => ModelBundle.Open(bundle)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no zip")]
    [InlineData("")]
    public void A_damaged_file_is_named(string content) =>
        Assert.StartsWith("learned.zip: is damaged", Assert.Throws<InputException>(() => LearnedPictures.Parse(System.Text.Encoding.UTF8.GetBytes(content), "learned.zip")).Message, StringComparison.Ordinal);

    private LearnedPictures Write(float[] features)
    {
        string[] files = ["a.png", "b.png", "c.png"];
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllBytes(folder[files[i]], ClassifyHost.Picture((byte)(40 * i)));
        }

        FolderImageSet set = new("pictures", [.. files.Select(file => folder[file])], [0, 0, 1], ["bright", "dark"]);
        LearnedPictures.Write(folder.Path, set, new FeatureTable(features, [0, 0, 1], 2), PreprocessorTest.Spec("gray", 8, 8, "none"), TestContext.Current.CancellationToken);
        return LearnedPictures.Parse(File.ReadAllBytes(folder[LearnedPictures.FileName]), LearnedPictures.FileName);
    }
}
