using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using Google.Protobuf;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>
/// The network below the heads: once for frames, with features and map as outputs, and once for stored pictures, as <c>teach</c> runs it,
/// on a single thread of the caller's priority.
/// </summary>
internal sealed class StudioNetwork : IDisposable
{
    /// <summary>The only label while there is no class.</summary>
    public const string NoClass = "no class yet";

    private readonly FeatureExtractor extractor;
    private readonly Lock gate = new();

    private StudioNetwork(Backbone backbone, FeatureExtractor extractor, ModelBundle bundle, SharedNetwork frames, bool hasOwnAnswer)
    {
        (Backbone, this.extractor, Bundle, Frames, HasOwnAnswer) = (backbone, extractor, bundle, frames, hasOwnAnswer);
        Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{backbone.Sha256} {JsonSerializer.Serialize(Input, StrictJson.Line)}")));
    }

    /// <summary>The network without its last layer.</summary>
    public Backbone Backbone { get; }

    /// <summary>The file that runs on frames; of a network without a head, one that knows nothing.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>Its input.</summary>
    public InputSpec Input => Backbone.Input;

    /// <summary>Extents of its last map, <c>[C, h, w]</c>.</summary>
    public long[] MapShape => extractor.MapShape;

    /// <summary>Features of a picture.</summary>
    public int Width => extractor.Width;

    /// <summary>Names network and preprocessing in the album.</summary>
    public string Key { get; }

    /// <summary>The network that runs on frames.</summary>
    public SharedNetwork Frames { get; }

    /// <summary>Whether the model has classes of its own, which answer until two classes have pictures.</summary>
    public bool HasOwnAnswer { get; }

    /// <summary>Opens a network.</summary>
    /// <param name="model">As <c>--model</c>; null for the ImageNet backbone.</param>
    /// <param name="options">Provider and threads for frames.</param>
    /// <param name="folder">Place for the file of a network without a head.</param>
    /// <param name="report">Receives a line for each step that takes time.</param>
    /// <param name="stop">Cancels a download.</param>
    /// <exception cref="UserException">The model or the provider is not usable.</exception>
    public static StudioNetwork Open(string? model, ClassifierOptions options, string folder, Action<string> report, CancellationToken stop)
    {
        string name = model is null or ImageNetBackbone.Name ? ImageNetBackbone.Name : ModelName.Resolve(model, stop);
        Backbone backbone = Backbone.Open(name, report, stop);
        FeatureExtractor extractor = new(backbone, backbone.Input, threads: 1);
        return extractor.OrDispose(extractor =>
        {
            bool isBundle = backbone.Architecture.Classes > 0;
            ModelBundle bundle = isBundle ? WithFeatures(ModelBundle.Open(name), backbone, extractor, folder) : ModelBundle.Open(Blank(backbone, extractor, folder));
            OnnxClassifier frames = OnnxClassifier.Load(bundle, options with { WithFeatures = true, Precision = ModelBundle.DefaultPrecision });
            return new StudioNetwork(backbone, extractor, bundle, new SharedNetwork(new OnnxImageClassifier(frames)), isBundle);
        });
    }

    /// <summary>The features of a stored picture. Safe from any thread; one at a time.</summary>
    /// <exception cref="InputException">A feature is not finite.</exception>
    public float[] Features(ImageView picture)
    {
        float[] features = new float[Width];
        lock (gate)
        {
            extractor.Run(picture, features);
        }

        return features;
    }

    /// <summary>What answers while nothing is taught.</summary>
    /// <param name="isWarm">False for the first classifier of a run.</param>
    public IImageClassifier Untaught(bool isWarm) => HasOwnAnswer
        ? new OwnAnswer(Frames) { IsWarm = isWarm }
        : new HeadClassifier(Frames, Backbone.Name, new TaughtAnswer(new SoftmaxHead(new float[Width], [0]), null, Nothing)) { IsWarm = isWarm };

    public void Dispose()
    {
        Frames.Release();
        lock (gate)
        {
            extractor.Dispose();
        }
    }

    // The energy of one logit, 0, is always below the threshold: unknown.
    private static OutputSpec Nothing { get; } = GraphOutputs.WithFeatures(new OutputSpec { Name = "logits", Labels = [NoClass], Temperature = 1, UnknownBelow = 1 });

    /// <summary>A file of the network with a head that knows nothing: providers run files.</summary>
    private static string Blank(Backbone backbone, FeatureExtractor extractor, string folder) =>
        Write(backbone, new SoftmaxHead(new float[extractor.Width], [0]), Nothing, extractor.MapShape, folder);

    /// <summary>The bundle itself, or, of one that an earlier build wrote, a file of the same network with the outputs that it lacks.</summary>
    private static ModelBundle WithFeatures(ModelBundle bundle, Backbone backbone, FeatureExtractor extractor, string folder)
    {
        if (bundle.Output.Features is not null)
        {
            return bundle;
        }

        Backbone.OfBundle(bundle, out SoftmaxHead head);
        return ModelBundle.Open(Write(backbone, head, GraphOutputs.WithFeatures(bundle.Output), extractor.MapShape, folder));
    }

    /// <summary>Writes a network with a head, once for each.</summary>
    private static string Write(Backbone backbone, SoftmaxHead head, OutputSpec output, long[] mapShape, string folder)
    {
        string path = Path.Combine(folder, "networks", backbone.Sha256[..16], $"{backbone.Name}.onnx"); // the file's name is the model's
        if (!File.Exists(path))
        {
            EmbeddedCard card = new() { Architecture = backbone.Architecture with { Classes = head.Classes }, Input = backbone.Input, Output = output, Training = new TrainingSpec(JsonSerializer.SerializeToElement(new { }, StrictJson.Line), 0, "", "", "", backbone.Parent) };
            byte[] content = TaughtGraph.Build(backbone.Name, backbone, head, bank: null, mapShape, card).ToByteArray();
            AtomicFile.Write(path, stream => stream.Write(content));
        }

        return path;
    }
}
