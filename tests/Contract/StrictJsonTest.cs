using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Contract;

public sealed class StrictJsonTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_reads_back_as_it_was_written()
    {
        InputSpec spec = Imaging.PreprocessorTest.Spec("rgb", 224, 112, "none");
        StrictJson.Write(folder["spec.json"], spec);
        string json = File.ReadAllText(folder["spec.json"]);
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
        Assert.DoesNotContain("bytes", json, StringComparison.OrdinalIgnoreCase); // derived, not stored
        InputSpec read = StrictJson.Read<InputSpec>(folder["spec.json"]);
        Assert.Equivalent(spec, read, strict: true);
    }

    [Fact]
    public void Labels_keep_their_script()
    {
        StrictJson.Write(folder["labels.json"], (string[])["T-shirt/top", "Katze & Hund", "猫"]);
        Assert.Contains("猫", File.ReadAllText(folder["labels.json"]), StringComparison.Ordinal);
        Assert.Contains("Katze & Hund", File.ReadAllText(folder["labels.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "color": "rgb", "height": 8, "width": 8, "mean": [0], "std": [1], "depth": 3 }""", "depth")]
    [InlineData("""{ "color": "rgb", "height": 8, "mean": [0], "std": [1] }""", "width")]
    [InlineData("""{ "color": null, "height": 8, "width": 8, "mean": [0], "std": [1] }""", "color")]
    [InlineData("""{ "color": "rgb", "height": "tall", "width": 8, "mean": [0], "std": [1] }""", "line 1")]
    [InlineData("{\n\n  oops", "line 3")]
    [InlineData("null", "null")]
    [InlineData("", "line 1")]
    public void What_is_wrong_is_named_with_the_file_in_one_line(string json, string part)
    {
        File.WriteAllText(folder["a.json"], json);
        InputException error = Assert.Throws<InputException>(() => StrictJson.Read<InputSpec>(folder["a.json"]));
        Assert.StartsWith(folder["a.json"], error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_file_is_an_input_error() => Assert.Throws<InputException>(() => StrictJson.Read<InputSpec>(folder["none.json"]));
}
