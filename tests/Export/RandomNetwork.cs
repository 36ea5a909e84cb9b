using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Export;

/// <summary>Networks whose every parameter and running statistic is random, so that a graph that forgets one gives other logits.</summary>
internal static class RandomNetwork
{
    public static TrainingSpec Training { get; } = new(JsonSerializer.SerializeToElement(new { epochs = 0 }), 1, "none", "test", "none");

    public static InputSpec Gray(int height, int width) => new() { Color = "gray", Height = height, Width = width, Mean = [0.286], Std = [0.353] };

    public static InputSpec Rgb(int height, int width) =>
        new() { Color = "rgb", Height = height, Width = width, Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] };

    public static OutputSpec Output(int classes) =>
        new() { Name = "logits", Labels = [.. Enumerable.Range(0, classes).Select(k => $"class {k}")], Temperature = 1, UnknownBelow = 0 };

    /// <summary>Builds a network in evaluation mode; the caller disposes it.</summary>
    public static Network Create(string architecture, double width, string stem, InputSpec input, int classes = 10, int seed = 7)
    {
        Network network = Architectures.Create(new ArchitectureSpec(architecture, width, stem, classes), input);
        using Generator random = new((ulong)seed, CPU);
        using (no_grad())
        {
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
            {
                if (parameter.dim() > 1)
                {
                    double deviation = Math.Sqrt(2.0 / (parameter.numel() / parameter.shape[0])); // He over the fan-in keeps activations near 1
                    Fill(parameter, rand(parameter.shape, generator: random).sub(0.5).mul(deviation * Math.Sqrt(12)));
                }
                else
                {
                    double centre = name.EndsWith("weight", StringComparison.Ordinal) ? 0.8 : 0;
                    Fill(parameter, rand(parameter.shape, generator: random).sub(0.5).mul(0.8).add(centre));
                }
            }

            foreach ((string name, Tensor buffer) in network.named_buffers())
            {
                if (name.EndsWith("running_mean", StringComparison.Ordinal))
                {
                    Fill(buffer, rand(buffer.shape, generator: random).sub(0.5));
                }
                else if (name.EndsWith("running_var", StringComparison.Ordinal))
                {
                    Fill(buffer, rand(buffer.shape, generator: random).mul(2).add(0.5));
                }
            }
        }

        network.eval();
        return network;
    }

    /// <summary>Random pixels of <paramref name="batch"/> pictures, NHWC.</summary>
    public static byte[] Pixels(InputSpec input, int batch, int seed = 3)
    {
        byte[] pixels = new byte[batch * input.Bytes];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    /// <summary>TorchSharp's logits, with the normalisation written out as the contract states it.</summary>
    public static float[] Logits(Network network, InputSpec input, byte[] pixels)
    {
        using IDisposable scope = NewDisposeScope();
        using (no_grad())
        {
            int batch = pixels.Length / input.Bytes;
            Tensor x = tensor(pixels, dtype: ScalarType.Byte).reshape(batch, input.Height, input.Width, input.Channels);
            x = x.permute(0, 3, 1, 2).to(ScalarType.Float32).div(255);
            Tensor mean = tensor(input.Mean.ToArray(), dtype: ScalarType.Float32).reshape(1, input.Channels, 1, 1);
            Tensor std = tensor(input.Std.ToArray(), dtype: ScalarType.Float32).reshape(1, input.Channels, 1, 1);
            return network.call(x.sub(mean).div(std).contiguous()).contiguous().data<float>().ToArray();
        }
    }

    private static void Fill(Tensor target, Tensor values)
    {
        target.copy_(values);
        values.Dispose();
    }
}
