using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Training;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Training speed on synthetic data; the JSON of the contract.</summary>
internal sealed record ThroughputReport(string Arch, long Params, int Batch, string Precision, string Device, int Steps, double MsPerStep, double ImgPerS);

/// <summary><c>throughput</c>: training speed on synthetic data.</summary>
internal static class ThroughputVerb
{
    private const int WarmupSteps = 3;
    private const int Classes = 10;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> arch = new("--arch") { Description = "network, such as resnet18 (a wrong name lists all)", Required = true };
        Option<double> width = new("--width") { Description = "multiplier of the channel counts", DefaultValueFactory = _ => 1 };
        Option<int> batch = new("--batch") { Description = "images a step", DefaultValueFactory = _ => 128 };
        Option<int> imageSize = new("--image-size") { Description = "pixels a side", DefaultValueFactory = _ => 28 };
        Option<int> channels = new("--channels") { Description = "1 or 3", DefaultValueFactory = _ => 1 };
        Option<int> steps = new("--steps") { Description = "measured steps", DefaultValueFactory = _ => 10 };
        Option<string> precision = new("--precision") { Description = "fp32 or bf16", DefaultValueFactory = _ => "fp32" };
        Option<string> device = new("--device") { Description = "auto, cpu or cuda[:N]", DefaultValueFactory = _ => "auto" };
        Option<string?> json = new("--json") { Description = "write the report to this file" };
        Command command = new("throughput", "Measure training speed on synthetic data.") { arch, width, batch, imageSize, channels, steps, precision, device, json };
        command.SetAction((parsed, stop) =>
        {
            Recipe recipe = new Recipe
            {
                Arch = parsed.GetValue(arch)!,
                Width = parsed.GetValue(width),
                Batch = parsed.GetValue(batch),
                ImageSize = parsed.GetValue(imageSize),
                Precision = parsed.GetValue(precision)!,
            }.Validated(file: null);
            ThroughputReport report = Measure(recipe, parsed.GetValue(channels), parsed.GetValue(steps), TorchDevice.Parse(parsed.GetValue(device)!), stop);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Arch}: {report.Params} parameters, batch {report.Batch}, {report.Precision} on {report.Device}: {report.MsPerStep:F1} ms a step (median of {report.Steps}), {report.ImgPerS:F1} images/s"));
            if (parsed.GetValue(json) is string file)
            {
                StrictJson.Write(file, report);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>Runs the steps of training on random images and gives the median time of one.</summary>
    public static ThroughputReport Measure(Recipe recipe, int channels, int steps, Device device, CancellationToken stop)
    {
        if (channels is not (1 or 3) || steps < 1)
        {
            throw new UsageException($"throughput: {channels} channels and {steps} steps; expected 1 or 3 channels and at least 1 step");
        }

        int size = recipe.ImageSize!.Value;
        double[] perChannel = [.. Enumerable.Repeat(0.5, channels)];
        InputSpec input = new() { Color = channels == 1 ? "gray" : "rgb", Height = size, Width = size, Mean = perChannel, Std = perChannel };
        ArchitectureSpec architecture = new(recipe.Arch, recipe.Width, ArchitectureSpec.StemFor(size), Classes);
        using TrainStep state = new(recipe, architecture, input, device);
        using Tensor images = randint(256, [recipe.Batch, channels, size, size], dtype: ScalarType.Byte, device: device);
        using Tensor labels = randint(Classes, [recipe.Batch], dtype: ScalarType.Int64, device: device);
        double[] times = new double[steps];
        for (int step = -WarmupSteps; step < steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            state.Run(new Batch(images, labels), step + WarmupSteps, recipe.Lr); // reads the loss, so a GPU has finished
            if (step >= 0)
            {
                times[step] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        double median = (times[steps / 2] + times[(steps - 1) / 2]) / 2;
        return new ThroughputReport(recipe.Arch, state.Network.ParameterCount, recipe.Batch, recipe.Precision, device.ToString(), steps, median, 1000.0 * recipe.Batch / median);
    }
}
