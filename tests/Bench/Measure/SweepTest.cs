using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Bench.Measure;

public sealed class SweepTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public SweepTest()
    {
        model = TinyModel.WriteBundle(Path.Combine(folder.Path, "tiny"), changeCard: card =>
        {
            FileSpec fp32 = card.Files["fp32"];
            return card with
            {
                Files = new Dictionary<string, FileSpec>
                {
                    ["fp32"] = fp32 with { Top1 = 0.9 },
                    ["fp16"] = fp32 with { Top1 = 0.89 },
                    ["int8"] = fp32,
                    ["int8-trt"] = fp32 with { Top1 = 0.9 },
                },
            };
        });
        WritePicture(Path.Combine(folder.Path, "picture.png"));
    }

    private string File(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sweep_judges_every_configuration_and_saves_the_fastest_acceptable_one()
    {
        (int code, string output, string errors) = Run("bench", "--model", model, "--sweep", "--min-queries", "200", "--min-seconds", "0.1", "--json", File("sweep.json"), "--save", File("tuned.json"));
        Assert.Equal((0, ""), (code, errors));
        JsonElement report = BenchProgram.Json(File("sweep.json"));
        JsonElement[] entries = [.. report.GetProperty("configurations").EnumerateArray().Where(entry => entry.GetProperty("ep").GetString() == "cpu")];
        Assert.Equal(3 * Sweep.ThreadCounts(Environment.ProcessorCount).Count(), entries.Length);
        Assert.All(entries.Where(entry => entry.GetProperty("precision").GetString() == "fp32"), entry => Assert.False(entry.TryGetProperty("excluded", out _)));
        Assert.All(entries.Where(entry => entry.GetProperty("precision").GetString() == "fp16"), entry => Assert.Equal("loses 1.00 points of top-1; at most 0.3", entry.GetProperty("excluded").GetString()));
        Assert.All(entries.Where(entry => entry.GetProperty("precision").GetString() == "int8"), entry => Assert.Contains("unknown", entry.GetProperty("excluded").GetString(), StringComparison.Ordinal));
        TunedSettings tuned = StrictJson.Read<TunedSettings>(File("tuned.json"));
        Assert.Equal(("fp32", "brightness"), (tuned.Precision, tuned.Model));
        Assert.Equal(
            entries.Where(entry => !entry.TryGetProperty("excluded", out _)).Min(entry => entry.GetProperty("latency_ms").GetProperty("p90").GetDouble()),
            tuned.P90Ms);
        Assert.Contains("recommended", output, StringComparison.Ordinal);
        Assert.Contains("excluded: accuracy of the int8 file is unknown", output, StringComparison.Ordinal);

        (code, _, errors) = Live("--tuned", File("tuned.json"), "--summary", File("summary.json"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("fp32", BenchProgram.Json(File("summary.json")).GetProperty("precision").GetString());
    }

    [Theory]
    [InlineData("sha256", "0000", "another model")]
    [InlineData("host_cpu", "Z80", "was made on Z80")]
    [InlineData("schema", 2, "schema 2")]
    [InlineData("precision", "fp8", "no fp8 file")]
    public void Settings_for_another_model_or_machine_are_refused_in_one_line(string key, object value, string reason)
    {
        Assert.Equal(0, Run("bench", "--model", model, "--sweep", "--min-queries", "50", "--min-seconds", "0.01", "--save", File("tuned.json")).Code);
        JsonNode settings = JsonNode.Parse(System.IO.File.ReadAllText(File("tuned.json")))!;
        settings[key] = JsonValue.Create(value);
        System.IO.File.WriteAllText(File("tuned.json"), settings.ToJsonString());
        (int code, _, string errors) = Live("--tuned", File("tuned.json"));
        Assert.Equal(3, code);
        Assert.Contains(reason, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threads", "1")]
    [InlineData("--spin", "off")]
    public void Contradicting_settings_and_options_are_a_usage_error(params string[] options) =>
        Assert.Equal(2, Live(["--tuned", File("tuned.json"), .. options]).Code);

    [Fact]
    public void Sweep_tries_only_the_given_values_and_saves_spinning()
    {
        (int code, _, string errors) = Run("bench", "--model", model, "--sweep", "--ep", "cpu", "--precision", "fp32", "--threads", "1", "--threads", "2", "--spin", "run", "--min-queries", "50", "--min-seconds", "0.01", "--json", File("sweep.json"), "--save", File("tuned.json"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            [("cpu", "fp32", 1), ("cpu", "fp32", 2)],
            BenchProgram.Json(File("sweep.json")).GetProperty("configurations").EnumerateArray().Select(entry => (entry.GetProperty("ep").GetString(), entry.GetProperty("precision").GetString(), entry.GetProperty("threads").GetInt32())).Order());
        Assert.Equal(Spinning.Run, TunedSettings.Load(File("tuned.json"), ModelBundle.Open(model), new ClassifierOptions()).Spinning);

        JsonNode earlier = JsonNode.Parse(System.IO.File.ReadAllText(File("tuned.json")))!;
        earlier.AsObject().Remove("spinning");
        System.IO.File.WriteAllText(File("tuned.json"), earlier.ToJsonString());
        Assert.Equal(Spinning.Off, TunedSettings.Load(File("tuned.json"), ModelBundle.Open(model), new ClassifierOptions { Spinning = Spinning.Off }).Spinning);
    }

    [Theory]
    [InlineData("--precision", "int8", "accuracy of the int8 file is unknown")]
    [InlineData("--ep", "warp", "warp")]
    public void A_sweep_that_can_recommend_nothing_ends_before_it_measures(string option, string value, string reason)
    {
        (int code, _, string errors) = Run("bench", "--model", model, "--sweep", option, value, "--min-seconds", "500");
        Assert.Equal(3, code);
        Assert.Contains(reason, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sweep", "--startup")]
    [InlineData("--save", "x.json")]
    [InlineData("--max-drop", "1")]
    [InlineData("--fail-above", "1.1")]
    [InlineData("--sweep", "--html=x.html")]
    [InlineData("--sweep", "--scenario=pipeline")]
    [InlineData("--sweep", "--source=demo:fashion")]
    [InlineData("--sweep", "--ep=auto")]
    [InlineData("--source", "demo:fashion")]
    public void Incompatible_options_are_a_usage_error(params string[] options) =>
        Assert.Equal(2, Run(["bench", "--model", model, .. options]).Code);

    [Fact]
    public void Thread_counts_begin_dense_and_then_double()
    {
        Assert.Equal([1], Sweep.ThreadCounts(1));
        Assert.Equal([1, 2], Sweep.ThreadCounts(2));
        Assert.Equal([1, 2, 3, 4, 6], Sweep.ThreadCounts(6));
        Assert.Equal([1, 2, 3, 4, 8, 16, 32, 64, 96], Sweep.ThreadCounts(96));
    }

    private (int Code, string Output, string Errors) Live(params string[] more) => Run(["live", "--model", model, "--source", File("picture.png"), .. more]);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { BenchVerb.Create(), LiveVerb.Create() }, arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private static void WritePicture(string path)
    {
        using OpenCvSharp.Mat picture = new(48, 64, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.Gray);
        OpenCvSharp.Cv2.ImWrite(path, picture);
    }
}
