using System.Runtime.Versioning;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained;

/// <summary>The backbone against its source file, which ONNX Runtime runs unchanged.</summary>
public sealed class ImageNetBackboneTest(ImageNetBackboneFixture backbone) : IClassFixture<ImageNetBackboneFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8)]
    [InlineData(100, Traits = [Long.Trait, Long.Value])]
    public void Graph_and_network_give_the_packages_features(int pictures)
    {
        Backbone converted = Backbone.OfFile(ImageNetBackbone.Name, backbone.File);
        InputSpec input = converted.Input;
        using FeatureExtractor extractor = new(converted, input);
        using Network network = Architectures.Create(converted.Architecture with { Classes = 2 }, input.Channels, input.Height);
        PretrainedReport report = PretrainedWeights.Load(backbone.File, network);
        Assert.Equal(["fc.weight", "fc.bias"], report.Fresh.Select(entry => entry.Name));
        network.eval();
        using InferenceSession package = new(BackbonePackage.Find(_ => { }, stop: Stop));
        using Normalizer normalizer = new(input, CPU);
        (double ofGraph, double ofNetwork, double largest) = (0, 0, 0);
        for (int seed = 0; seed < pictures; seed++)
        {
            byte[] pixels = Picture(seed, input);
            float[] expected = OfPackage(package, pixels, input);
            float[] graph = new float[extractor.Width];
            extractor.Run(new ImageView(pixels, input.Width, input.Height, input.Width * 3, PixelFormat.Rgb24), graph);
            float[] rebuilt = OfNetwork(network, normalizer, pixels, input);
            for (int f = 0; f < expected.Length; f++)
            {
                largest = Math.Max(largest, Math.Abs(expected[f]));
                ofGraph = Math.Max(ofGraph, Math.Abs(expected[f] - graph[f]));
                ofNetwork = Math.Max(ofNetwork, Math.Abs(expected[f] - rebuilt[f]));
            }
        }

        Assert.InRange(ofGraph, 0, 1e-3 * largest);
        Assert.InRange(ofNetwork, 0, 1e-3 * largest);
    }

    [Fact]
    public void A_damaged_cached_copy_is_rebuilt()
    {
        using TemporaryFolder cache = new();
        List<string> said = [];
        string first = ImageNetBackbone.Get(cache.Path, said.Add, Stop);
        byte[] content = File.ReadAllBytes(first);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(first, content);
        said.Clear();
        Assert.Equal(first, ImageNetBackbone.Get(cache.Path, said.Add, Stop));
        Assert.Contains("was changed or is cut off", said[0], StringComparison.Ordinal);
        content[content.Length / 2] ^= 1;
        Assert.Equal(content, File.ReadAllBytes(first));
        said.Clear();
        ImageNetBackbone.Get(cache.Path, said.Add, Stop);
        Assert.Empty(said); // converted once
    }

    [Fact]
    public void A_damaged_copy_that_cannot_be_replaced_is_an_unusable_input()
    {
        using TemporaryFolder cache = new();
        string copy = cache[$"backbones/{System.IO.Path.GetFileName(backbone.File)}"];
        Directory.CreateDirectory(cache["backbones"]);
        File.CreateSymbolicLink(copy, "/proc/version"); // root cannot write there either
        Assert.Contains(copy, Assert.Throws<InputException>(() => ImageNetBackbone.Get(cache.Path, _ => { }, Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Ctrl_C_ends_the_restore_without_reporting_a_missing_package()
    {
        using TemporaryFolder place = new();
        string sdk = place["dotnet"];
        await File.WriteAllTextAsync(sdk, $"#!/bin/sh\ntouch '{place["started"]}'\nsleep 600\n", Stop);
        new FileInfo(sdk).UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        using CancellationTokenSource interrupted = new();
        Task<string> finding = Task.Run(() => BackbonePackage.Find(_ => { }, name => name switch { "NUGET_PACKAGES" => place["packages"], "PATH" => place.Path, _ => null }, interrupted.Token), Stop);
        Eventually.True(() => File.Exists(place["started"]));
        await interrupted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
    }

    [Fact]
    public void A_missing_package_and_SDK_names_the_command_for_another_machine()
    {
        using TemporaryFolder empty = new();
        InputException missing = Assert.Throws<InputException>(() => BackbonePackage.Find(_ => { }, name => name switch { "NUGET_PACKAGES" => empty.Path, "PATH" => empty.Path, _ => null }, Stop));
        Assert.Contains("./edgeresnet pull imagenet", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>Soft shapes and noise in colour, so that all filters have something to see.</summary>
    private static byte[] Picture(int seed, InputSpec input)
    {
        Random random = new(seed);
        byte[] pixels = new byte[input.Bytes];
        double[] waves = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int c, int x, int y) = (i % 3, i / 3 % input.Width, i / 3 / input.Width);
            double wave = Math.Sin((x * waves[c] / 4) + (y * waves[c + 3] / 4) + (waves[c + 6] * 6));
            pixels[i] = (byte)Math.Clamp(128 + (100 * wave) + (random.NextDouble() * 60 * waves[9]), 0, 255);
        }

        return pixels;
    }

    /// <summary>The package's own preprocessing, with its channel means: BGR, minus 103.06, 115.90 and 123.15.</summary>
    private static float[] OfPackage(InferenceSession package, byte[] pixels, InputSpec input)
    {
        int plane = input.Width * input.Height;
        float[] values = new float[3 * plane];
        float[] means = [103.06f, 115.90f, 123.15f];
        for (int c = 0; c < 3; c++)
        {
            for (int p = 0; p < plane; p++)
            {
                values[(c * plane) + p] = pixels[(p * 3) + 2 - c] - means[c];
            }
        }

        using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(values, [1, 3, input.Height, input.Width]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> answer = package.Run(options, package.InputNames, [tensor], package.OutputNames);
        return answer[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] OfNetwork(Network network, Normalizer normalizer, byte[] pixels, InputSpec input)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = no_grad();
        Tensor x = normalizer.Apply(tensor(pixels, dtype: ScalarType.Byte).reshape(1, input.Height, input.Width, 3).permute(0, 3, 1, 2).contiguous());
        return Pooled(network, x).contiguous().data<float>().ToArray();
    }

    private static Tensor Pooled(Network network, Tensor x)
    {
        Tensor? seen = null;
        using Hook hook = new(network.named_modules().Single(entry => entry.name == "fc").module, input => seen = input.clone());
        network.call(x);
        return seen!;
    }

    private sealed class Hook : IDisposable
    {
        private readonly Action remove;

        public Hook(nn.Module layer, Action<Tensor> see) => remove = ((nn.Module<Tensor, Tensor>)layer).register_forward_pre_hook((_, input) =>
        {
            see(input);
            return input;
        }).remove;

        public void Dispose() => remove();
    }
}

/// <summary>The backbone, converted once for all tests of a class.</summary>
public sealed class ImageNetBackboneFixture : IDisposable
{
    private readonly TemporaryFolder features = new();

    /// <summary>Its file in the user's cache.</summary>
    public string File { get; } = ImageNetBackbone.Get(WeightPlaces.FromEnvironment().Cache, _ => { });

    /// <summary>A cache of features, where a test does not count how often they are computed.</summary>
    public string Features => features.Path;

    public void Dispose() => features.Dispose();
}
