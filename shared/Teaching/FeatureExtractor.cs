using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Runs a backbone on the CPU. One thread at a time.</summary>
internal sealed class FeatureExtractor : IDisposable
{
    private readonly string name;
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly byte[] pixels;
    private readonly OrtValue input;
    private readonly string[] inputNames;
    private readonly OrtValue[] inputs;
    private readonly string[] outputs;
    private readonly string[] both;
    private readonly Preprocessor preprocessor;

    /// <summary>Loads the backbone.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="spec">The network's input, perhaps with another crop.</param>
    /// <param name="threads">Threads of an operator; 0: the runtime's choice. With 1, all work is done on the caller's thread.</param>
    /// <exception cref="InputException">It does not run.</exception>
    public FeatureExtractor(Backbone backbone, InputSpec spec, int threads = 0)
    {
        name = backbone.Name;
        try
        {
            using SessionOptions sessionOptions = new() { IntraOpNumThreads = threads };
            ModelProto model = backbone.Graph.BuildFor([backbone.Features, backbone.Activations]);
            model.Graph.Input[0] = OnnxNodes.Batch(spec.Name, TensorProto.Types.DataType.Uint8, spec.Height, spec.Width, spec.Channels);
            session = new InferenceSession(model.ToByteArray(), sessionOptions);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException($"{backbone.Name}: does not run ({e.Message.ReplaceLineEndings(" ")}); choose another --pretrained", e);
        }

        preprocessor = new Preprocessor(spec);
        pixels = GC.AllocateArray<byte>(spec.Bytes, pinned: true);
        input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(), [1, spec.Height, spec.Width, spec.Channels]);
        (inputNames, inputs, outputs, both) = ([spec.Name], [input], [backbone.Features], [backbone.Features, backbone.Activations]);
        using IDisposableReadOnlyCollection<OrtValue> shapes = session.Run(options, inputNames, inputs, both);
        Width = (int)shapes[0].GetTensorTypeAndShape().Shape[1];
        MapShape = shapes[1].GetTensorTypeAndShape().Shape[1..];
    }

    /// <summary>Features per picture.</summary>
    public int Width { get; }

    /// <summary>Extents of the last map, <c>[C, h, w]</c>.</summary>
    public long[] MapShape { get; }

    /// <summary>The features of a picture.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="destination"><see cref="Width"/> numbers.</param>
    /// <exception cref="InputException">A feature is not finite.</exception>
    public void Run(ImageView picture, Span<float> destination)
    {
        preprocessor.Run(picture, pixels);
        using IDisposableReadOnlyCollection<OrtValue> answer = session.Run(options, inputNames, inputs, outputs);
        Copy(answer[0], destination);
    }

    /// <summary>The features of a picture, and the last map.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="region">The part of it to use; null for all of it.</param>
    /// <param name="features"><see cref="Width"/> numbers.</param>
    /// <param name="map">As many as <see cref="MapShape"/> says.</param>
    /// <exception cref="InputException">A feature is not finite.</exception>
    public void Run(ImageView picture, PixelRect? region, Span<float> features, Span<float> map)
    {
        preprocessor.Run(picture, pixels, region);
        using IDisposableReadOnlyCollection<OrtValue> answer = session.Run(options, inputNames, inputs, both);
        Copy(answer[0], features);
        answer[1].GetTensorDataAsSpan<float>().CopyTo(map);
    }

    public void Dispose()
    {
        input.Dispose();
        options.Dispose();
        session.Dispose();
    }

    private void Copy(OrtValue answer, Span<float> destination)
    {
        answer.GetTensorDataAsSpan<float>().CopyTo(destination);
        foreach (float feature in destination)
        {
            if (!float.IsFinite(feature))
            {
                throw new InputException($"{name}: answers a picture with features that are not finite (NaN or infinity); its weights are damaged; choose another --pretrained");
            }
        }
    }
}
