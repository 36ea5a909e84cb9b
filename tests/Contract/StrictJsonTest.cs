using System.Text.Json;
using CsCheck;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Contract;

public sealed class StrictJsonTest : IDisposable
{
    private static readonly Gen<string> anyText = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u0001', '\uD7FF']), 0, 20];

    private static readonly Gen<Note> anyNote =
        from name in anyText
        from count in Gen.Int
        from known in Gen.Bool
        from weight in Gen.Double[-1e9, 1e9]
        from labels in anyText.Array[0, 5]
        select new Note(name, weight, labels, known ? count : null);

    private readonly TemporaryFolder folder = new();

    private enum Kind
    {
        Plain,
        HandMade,
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_round_trips()
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
    public void Labels_keep_characters_outside_ASCII()
    {
        StrictJson.Write(folder["labels.json"], (string[])["T-shirt/top", "Katze & Hund", "猫"]);
        Assert.Contains("猫", File.ReadAllText(folder["labels.json"]), StringComparison.Ordinal);
        Assert.Contains("Katze & Hund", File.ReadAllText(folder["labels.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "color": "rgb", "height": 8, "width": 8, "mean": [0], "std": [1], "depth": 3 }""", "depth")]
    [InlineData("""{ "color": "rgb", "heigth": 8, "width": 8, "mean": [0], "std": [1] }""", "unknown key 'heigth'; did you mean height? correct or remove it")]
    [InlineData("""{ "color": "rgb", "height": 8, "mean": [0], "std": [1] }""", "width")]
    [InlineData("""{ "color": null, "height": 8, "width": 8, "mean": [0], "std": [1] }""", "color")]
    [InlineData("""{ "color": "rgb", "height": "tall", "width": 8, "mean": [0], "std": [1] }""", "line 1")]
    [InlineData("{\n\n  oops", "line 3")]
    [InlineData("{\n  \"color\": \"rgb\",\n  \"height\": 8,\n", "line 3: is not valid JSON")]
    [InlineData("{\n  \"color\": \"rgb\"\n\n", "line 2: is not valid JSON")]
    [InlineData("{\n  \"color\": \"rg", "line 2: is not valid JSON")]
    [InlineData("""{ "color": "rgb", "height": 8, "height": 9, "width": 8, "mean": [0], "std": [1] }""", "'height' is there twice")]
    [InlineData("null", "null")]
    [InlineData("[]", "line 1: is of the wrong kind; expected a JSON object")]
    [InlineData("{}", "line 1: lacks ")]
    [InlineData("", "line 1")]
    public void An_error_names_the_file_in_one_line(string json, string part)
    {
        File.WriteAllText(folder["a.json"], json);
        InputException error = Assert.Throws<InputException>(() => StrictJson.Read<InputSpec>(folder["a.json"]));
        Assert.StartsWith(folder["a.json"], error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        File.WriteAllBytes(folder["a.json"], [.. "{\"color\": \""u8, 0xFF, .. "\"}"u8]);
        Assert.Equal($"{folder["a.json"]}: is not text in UTF-8", Assert.Throws<InputException>(() => StrictJson.Read<InputSpec>(folder["a.json"])).Message);
    }

    [Fact]
    public void A_missing_file_is_an_input_error() => Assert.Throws<InputException>(() => StrictJson.Read<InputSpec>(folder["none.json"]));

    [Fact]
    public void Any_record_round_trips_on_one_line_or_many() =>
        anyNote.Sample(note =>
        {
            foreach (JsonSerializerOptions options in (JsonSerializerOptions[])[StrictJson.Options, StrictJson.Line])
            {
                string json = JsonSerializer.Serialize(note, options);
                Assert.True(options.WriteIndented || !json.Contains('\n'));
                Assert.Equivalent(note, StrictJson.Parse<Note>(json, "note"), strict: true);
            }
        });

    [Fact]
    public void An_unknown_key_is_refused_by_name_at_any_depth() =>
        Gen.Select(anyNote, Gen.String[Gen.Char['a', 'z'], 9, 12], Gen.Int[0, 3]).Sample((note, key, place) =>
        {
            List<string> keys = [.. JsonSerializer.Serialize(note with { Count = 1, Name = "", Labels = [] }, StrictJson.Line)[1..^1].Split(',')];
            keys.Insert(place, $"\"{key}\":0");
            string message = Assert.Throws<InputException>(() => StrictJson.Parse<Note>($"{{{string.Join(',', keys)}}}", "note")).Message;
            Assert.Contains($"'{key}'", message, StringComparison.Ordinal);
        });

    [Fact]
    public void Damaged_text_is_read_or_refused_in_one_line() =>
        Gen.Select(anyNote, Gen.Int[0, 200], Gen.Int[0, 3], anyText).Sample((note, at, cut, put) =>
        {
            string json = JsonSerializer.Serialize(note, StrictJson.Options);
            int start = at % json.Length;
            AssertReadOrRefused(json.Remove(start, Math.Min(cut, json.Length - start)).Insert(start, put));
            AssertReadOrRefused(json[..start]);
            AssertReadOrRefused(put);
        });

    private static void AssertReadOrRefused(string json)
    {
        try
        {
            StrictJson.Parse<Note>(json, "note");
        }
        catch (InputException refused)
        {
            Assert.StartsWith("note: ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    private sealed record Note(string Name, double Weight, IReadOnlyList<string> Labels, int? Count = null, Kind Kind = Kind.HandMade);
}
