using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Quantization;

/// <summary>Records the values inside a float32 graph while ONNX Runtime runs it on pictures. The instrumented graph exists in memory only.</summary>
internal sealed class ActivationRecorder : IDisposable
{
    private const int PixelsAtOnce = 65536; // of a batch: all recorded values of its pictures are in memory

    private readonly InputSpec input;
    private readonly IImageSet images;
    private readonly string[] values;
    private readonly Preprocessor preprocessor;
    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    /// <summary>Prepares the recording of some values.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="input">Its input.</param>
    /// <param name="values">Float32 values of the graph.</param>
    /// <param name="images">Pictures for the calibration.</param>
    public ActivationRecorder(FloatGraph graph, InputSpec input, IReadOnlyList<string> values, IImageSet images)
    {
        (this.input, this.images, this.values) = (input, images, [.. values]);
        preprocessor = new Preprocessor(input);
        using SessionOptions sessionOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        session = new InferenceSession(graph.Build(values).ToByteArray(), sessionOptions);
    }

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }

    /// <summary>Smallest and largest number of each value.</summary>
    /// <exception cref="InputException">A value is not finite.</exception>
    public Dictionary<string, ValueRange> Ranges(CancellationToken cancellation)
    {
        Dictionary<string, ValueRange> ranges = [];
        Run((name, numbers) =>
        {
            ValueRange range = Extremes(name, numbers);
            ranges[name] = ranges.TryGetValue(name, out ValueRange known) ? known.Union(range) : range;
        }, cancellation);
        return ranges;
    }

    /// <summary>Ranges and histograms of each value. Runs the pictures twice, because bins need the range.</summary>
    /// <exception cref="InputException">A value is not finite.</exception>
    public Dictionary<string, Activation> Activations(CancellationToken cancellation)
    {
        Dictionary<string, Activation> activations = Ranges(cancellation).ToDictionary(
            entry => entry.Key,
            entry => new Activation(entry.Value, new ActivationHistogram(Math.Max(Math.Abs(entry.Value.Low), Math.Abs(entry.Value.High)))));
        Run((name, numbers) => activations[name].Histogram.Add(numbers), cancellation);
        return activations;
    }

    private static ValueRange Extremes(string name, ReadOnlySpan<float> numbers)
    {
        (float low, float high) = (TensorPrimitives.Min(numbers), TensorPrimitives.Max(numbers));
        return float.IsFinite(low) && float.IsFinite(high) // a NaN makes both NaN
            ? new ValueRange(low, high)
            : throw new InputException($"layer {name} gives {(float.IsFinite(low) ? high : low)} for a training picture; train or export the model again");
    }

    private void Run(Action<string, ReadOnlySpan<float>> receive, CancellationToken cancellation)
    {
        int batch = Math.Clamp(PixelsAtOnce / (input.Height * input.Width), 1, images.Count);
        byte[] pixels = new byte[batch * input.Bytes];
        for (int first = 0; first < images.Count; first += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(batch, images.Count - first);
            for (int i = 0; i < count; i++)
            {
                images.Read(first + i, preprocessor, pixels.AsSpan(i * input.Bytes, input.Bytes));
            }

            using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, count * input.Bytes), [count, input.Height, input.Width, input.Channels]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [input.Name], [tensor], values);
            for (int i = 0; i < values.Length; i++)
            {
                receive(values[i], outputs[i].GetTensorDataAsSpan<float>());
            }
        }
    }
}
