using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Tools;

namespace EdgeResNet.Tests.Gpu;

/// <summary>The kit with its real programs, on the CPU.</summary>
[Long]
public sealed class KitTest : IDisposable
{
    private const int LargestPart = 50_000_000;
    private static readonly string scripts = Path.Combine(Command.RepositoryRoot, "tests/gpu");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_kit_is_made_joined_and_measures_on_the_CPU()
    {
        await PythonPeer.NeedsAsync("torch");
        foreach (string architecture in (string[])["resnet18", "resnet50", "densenet121"])
        {
            string small = KitModels.Write(folder["models"], architecture, width: 0.25, size: 32); // in the place of the networks at 224
            Directory.Move(small, folder[$"models/{architecture}-224"]);
        }

        CommandResult made = await Command.RunAsync(
            "/bin/bash", [Path.Combine(scripts, "kit.sh"), "--accelerator", "cpu", "--level", "0", "--models", folder["models"], "--out", folder["kit"]], ("Accelerator", null));
        Assert.SkipWhen(made.Error.Contains("NU1301", StringComparison.Ordinal), "the package source does not answer");
        Assert.True(made.ExitCode == 0, made.Output + made.Error);
        FileInfo[] files = new DirectoryInfo(folder["kit"]).GetFiles();
        Assert.All(files, file => Assert.True(file.Name == "run.sh" || (file.Name.StartsWith("part-", StringComparison.Ordinal) && file.Length <= LargestPart), file.Name));
        Assert.True(files.Length > 2);

        string libtorch = Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native");
        CommandResult result = await Command.RunAsync(
            "/bin/bash",
            [folder["kit/run.sh"], "--ep", "cpu", "--quick", "--only", "resnet18", "--step-seconds", "200", "--libtorch", libtorch, "--out", folder["results"]],
            ("PYTHON", PythonPeer.Program), ("LD_LIBRARY_PATH", null), ("DOTNET_ROOT", folder["none"]), ("PATH", "/usr/bin:/bin"));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(folder["results/report.json"], TestContext.Current.CancellationToken));
        string[] done = [.. report.RootElement.GetProperty("steps").EnumerateArray()
            .Where(step => step.GetProperty("status").GetString() == "done")
            .Select(step => $"{step.GetProperty("row")}: {step.GetProperty("column")}")];
        string[] expected =
        [
            "resnet18-224, cpu, fp32: answers", "resnet18-224, cpu, fp32: latency", "resnet18-224, cpu, fp16: answers", "resnet18-224, cpu, fp16: latency",
            "resnet18-224, PyTorch eager, fp32: latency", "fashion-resnet18, cpu, int8: answers", "fashion-resnet18, cpu, int8-trt: answers",
            "training resnet18, trainer, bf16: rate", "training resnet18, PyTorch, bf16: rate",
        ];
        Assert.Empty(expected.Except(done));
    }

    [Theory]
    [InlineData("resnet50")]
    [InlineData("densenet121")]
    public async Task PyTorch_computes_the_files_own_network(string architecture)
    {
        await PythonPeer.NeedsAsync("torch");
        string model = Path.Combine(KitModels.Write(folder.Path, architecture, width: 0.25, size: 48), "model.onnx");
        CommandResult result = await Command.RunAsync(
            PythonPeer.Program, [Path.Combine(scripts, "kit/peer.py"), model, "--device", "cpu", "--queries", "3", "--seconds", "0", "--json", folder["peer.json"]], ("PYTHONDONTWRITEBYTECODE", "1"));
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(folder["peer.json"], TestContext.Current.CancellationToken));
        float[] logits = [.. report.RootElement.GetProperty("logits").EnumerateArray().Select(logit => logit.GetSingle())];
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(model), new ClassifierOptions { ExecutionProvider = "cpu" });
        for (int i = 0; i < classifier.InputBuffer.Length; i++)
        {
            classifier.InputBuffer[i] = (byte)(i * 7919L);
        }

        float[] expected = classifier.Run().ToArray();
        float largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, largest * 1e-4f));
    }

    [Theory]
    [InlineData("resnet18", 11_689_512)]
    [InlineData("resnet50", 25_557_032)]
    public async Task The_peer_in_training_has_the_papers_parameters(string architecture, long parameters)
    {
        await PythonPeer.NeedsAsync("torch");
        string count = $"import sys; sys.path.insert(0, {JsonSerializer.Serialize(Path.Combine(scripts, "kit"))}); import train_peer; print(sum(p.numel() for p in train_peer.own('{architecture}', 1000).parameters()))";
        CommandResult result = await Command.RunAsync(PythonPeer.Program, ["-B", "-c", count]);
        Assert.Equal($"{parameters}\n", result.Output);
    }
}
