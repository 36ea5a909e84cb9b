using System.CommandLine;
using System.Text.Json;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Explaining;
using EdgeResNet.Tests.Inference;
using SkiaSharp;

namespace EdgeResNet.Tests.Cli;

public sealed class ClassifyAndVerifyTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string bundle;

    public ClassifyAndVerifyTest() => bundle = TinyModel.WriteBundle(folder["bundle"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Folders_are_searched_recursively_and_answered_in_order()
    {
        Directory.CreateDirectory(folder["pictures/a"]);
        string night = Picture("pictures/night.PNG", 3);
        string day = Picture("pictures/a/day.jpg", 250);
        File.WriteAllText(folder["pictures/notes.txt"], "no picture");
        (int code, string output, string errors) = Run("classify", "--model", bundle, folder["pictures"]);
        Assert.Equal((0, "passed over: 1 other file (notes.txt)\n"), (code, errors));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches($"^{day}  bright 100.0 %  medium 0.0 %  dark 0.0 %$", lines[0]);
        Assert.Matches($"^{night} +dark 100.0 %  medium 0.0 %", lines[1]);
    }

    [Fact]
    public void A_file_names_control_characters_are_escaped()
    {
        (int code, string output, _) = Run("classify", "--model", bundle, Picture("a\u001b[2Jb.png", 0));
        Assert.Equal(0, code);
        Assert.Contains(@"a\u001b[2Jb.png  dark", output, StringComparison.Ordinal);
        File.WriteAllText(folder["c\u001bd.png"], "no picture");
        Assert.Contains(@"c\u001bd.png", Run("classify", "--model", bundle, folder["c\u001bd.png"]).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_has_one_object_per_picture_with_the_requested_classes()
    {
        string path = Picture("twilight.png", 118);
        (int code, string output, _) = Run("classify", "--model", bundle, path, "--json", "--top", "2");
        Assert.Equal(0, code);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(path, result.GetProperty("path").GetString());
        Assert.Equal("dark", result.GetProperty("label").GetString());
        Assert.Equal("known", result.GetProperty("state").GetString());
        Assert.Equal(10 * Math.Log(Math.E + 1 + (1 / Math.E)), result.GetProperty("energy").GetDouble(), 1e-3);
        Assert.Equal(2, result.GetProperty("top").GetArrayLength());

        // Logits 10, 0, −10 at temperature 10.
        double expected = Math.E / (Math.E + 1 + (1 / Math.E));
        Assert.Equal(expected, result.GetProperty("score").GetDouble(), 1e-4);
        Assert.Equal(expected, result.GetProperty("top")[0].GetProperty("score").GetDouble(), 1e-4);
        Assert.Equal("medium", result.GetProperty("top")[1].GetProperty("label").GetString());
    }

    [Fact]
    public void Top_k_beyond_the_class_count_lists_all_classes()
    {
        (int code, string output, _) = Run("classify", "--model", bundle, Picture("a.png", 0), "--json", "--top", "50");
        Assert.Equal((0, 3), (code, JsonDocument.Parse(output).RootElement.GetProperty("top").GetArrayLength()));
    }

    [Fact]
    public void An_energy_below_the_threshold_is_unknown()
    {
        EmbeddedCard embedded = TinyModel.Embedded("rgb");
        string model = folder["careful.onnx"];
        File.WriteAllBytes(model, Google.Protobuf.MessageExtensions.ToByteArray(TinyModel.Model(embedded with { Output = embedded.Output with { UnknownBelow = 20 } })));
        (int code, string output, _) = Run("classify", "--model", model, Picture("grey.png", 128), Picture("black.png", 0));
        Assert.Equal(0, code);
        Assert.Contains("grey.png   unknown (energy 10.9861 < 20: ", output, StringComparison.Ordinal);
        Assert.Contains("black.png  dark", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_graphs_own_known_score_decides()
    {
        string model = TinyModel.WriteBundle(folder["similar"], TinyModel.Similar("rgb", below: 0.65));
        string[] paths = [Picture("grey.png", 128), Picture("white.png", 255)];
        (int code, string output, _) = Run(["classify", "--model", model, .. paths]);
        Assert.Equal(0, code);
        Assert.Contains("grey.png   unknown (similarity 0.502 < 0.65: dark", output, StringComparison.Ordinal);
        Assert.Contains("white.png  bright", output, StringComparison.Ordinal);
        JsonElement[] lines = [.. Run(["classify", "--model", model, "--json", .. paths]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([("unknown", 0.502), ("known", 1)], lines.Select(line => (line.GetProperty("state").GetString()!, line.GetProperty("nearest_picture").GetDouble())));
        Assert.False(lines[0].TryGetProperty("energy", out _));
    }

    [Fact]
    public void An_unreadable_picture_does_not_stop_the_others()
    {
        File.WriteAllText(folder["broken.jpg"], "no picture");
        (int code, string output, string errors) = Run("classify", "--model", bundle, folder["broken.jpg"], folder["missing.png"], Picture("fine.png", 255));
        Assert.Equal(3, code);
        Assert.Contains("fine.png", output, StringComparison.Ordinal);
        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("broken.jpg", lines[0], StringComparison.Ordinal);
        Assert.Contains("missing.png", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void No_picture_is_an_input_error()
    {
        Directory.CreateDirectory(folder["empty"]);
        (int code, _, string errors) = Run("classify", "--model", bundle, folder["empty"]);
        Assert.Equal(3, code);
        Assert.Contains("no pictures in", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("classify", "--model", "x")]
    [InlineData("classify", "--model", "x", "y.png", "--top", "0")]
    [InlineData("verify")]
    public void An_incomplete_command_line_is_a_usage_error(params string[] args) => Assert.Equal(2, Run(args).Code);

    [Fact]
    public void Verify_prints_each_check()
    {
        (int code, string output, string errors) = Run("verify", "--model", bundle);
        Assert.Equal((0, ""), (code, errors));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines[..^1], line => Assert.StartsWith("ok  ", line, StringComparison.Ordinal));
        Assert.Equal("brightness is usable", lines[^1]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("models/fashion-resnet18")] // with samples
    public void Verify_compares_a_provider_with_the_CPU(string? shipped)
    {
        string model = shipped is null ? bundle : Path.Combine(Build.Command.RepositoryRoot, shipped);
        (int code, string output, string errors) = Run("verify", "--model", model, "--ep", "cpu", "--spin", "run", "--json", folder["parity.json"]);
        Assert.Equal((0, ""), (code, errors));
        ProviderParity parity = StrictJson.Read<ProviderParity>(folder["parity.json"]);
        Assert.True(parity.Pictures >= 64);
        Assert.Equal((parity.Pictures, 0f), (parity.Agreeing, parity.LargestDifference));
        Assert.True(parity.LargestLogit > 1);
        Assert.Contains($"top-1 agrees with the CPU on {parity.Pictures} of {parity.Pictures} pictures", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 1e-4f, true)]
    [InlineData(64, 0.5f, false)]
    [InlineData(63, 1e-4f, false)]
    public void Small_differences_count_as_float32_and_other_answers_do_not(int agreeing, float difference, bool same) =>
        Assert.Equal(same, new ProviderParity("cuda:0", 64, agreeing, 20, difference).IsFloat32);

    [Fact]
    public void Verify_stops_at_the_first_failure_with_one_line()
    {
        TinyModel.WriteBundle(bundle, changeCard: card => card with { Files = new Dictionary<string, FileSpec> { ["fp32"] = card.Files["fp32"] with { Sha256 = new string('0', 64) } } });
        (int code, string output, string errors) = Run("verify", "--model", bundle);
        Assert.Equal(3, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)); // the card was fine
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("SHA-256", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_names_the_training_pictures_and_maps_go_into_a_folder()
    {
        string model = folder["corners"];
        CornerModel.WriteBundle(model);
        string night = Picture("night.png", 3);
        FileSpec learned = LearnedPictures.Write(model, new FolderImageSet("pictures", [night], [1], CornerModel.Labels), new FeatureTable([0, 1], [1], 3), ModelBundle.Open(model).Input, CancellationToken.None);
        string card = Path.Combine(model, ModelBundle.CardFile);
        StrictJson.Write(card, StrictJson.Read<ModelCard>(card) with { Learned = learned });
        (int code, string output, _) = Run("classify", "--model", model, "--explain", "--maps", folder["maps"], Picture("dusk.png", 20));
        Assert.Equal(0, code);
        Assert.EndsWith("\n  reminds of dark night.png (1.00)\n", output, StringComparison.Ordinal);
        using SKBitmap map = SKBitmap.Decode(folder["maps/dusk.png.png"]);
        Assert.Equal((40, 30), (map.Width, map.Height));
        JsonElement near = JsonElement.Parse(Run("classify", "--model", model, "--explain", "--json", folder["dusk.png"]).Output).GetProperty("nearest")[0];
        Assert.Equal(("night.png", "dark"), (near.GetProperty("name").GetString(), near.GetProperty("class").GetString()));
        Assert.DoesNotContain("nearest", Run("classify", "--model", model, "--json", folder["dusk.png"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_cannot_be_explained_says_so()
    {
        (int code, _, string errors) = Run("classify", "--model", bundle, "--explain", Picture("a.png", 0));
        Assert.Equal((int)ExitCode.InputNotUsable, code);
        Assert.Contains("has no map", errors, StringComparison.Ordinal);
        CornerModel.WriteBundle(folder["corners"], averages: false);
        (code, _, errors) = Run("classify", "--model", folder["corners"], "--explain", "--maps", folder["maps"], Picture("a.png", 0), Picture("b.png", 9));
        Assert.Equal(0, code);
        Assert.Equal(2, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // each reason once
    }

    private static (int Code, string Output, string Errors) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand("test") { ClassifyVerb.Create(), VerifyVerb.Create() }, args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private string Picture(string name, byte level)
    {
        using SKBitmap bitmap = new(new SKImageInfo(40, 30));
        bitmap.Erase(new SKColor(level, level, level));
        using SKData data = bitmap.Encode(name.EndsWith(".jpg", StringComparison.Ordinal) ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(folder[name], data.ToArray());
        return folder[name];
    }
}
