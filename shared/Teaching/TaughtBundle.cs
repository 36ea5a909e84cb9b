using System.Numerics.Tensors;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The content of a taught bundle.</summary>
internal sealed record TaughtModel
{
    /// <summary>The bundle's name.</summary>
    public required string Name { get; init; }

    /// <summary>The network below the head.</summary>
    public required Backbone Backbone { get; init; }

    /// <summary>Extents of its last map.</summary>
    public required long[] MapShape { get; init; }

    /// <summary>The input of the graph.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>What the graph answers, calibrated.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>The head.</summary>
    public required SoftmaxHead Head { get; init; }

    /// <summary>The bank for the unknown measure; null if logits are enough.</summary>
    public required KnownBank? Bank { get; init; }

    /// <summary>The learned pictures, for the proof and the samples.</summary>
    public required IImageSet Pictures { get; init; }

    /// <summary>Their features, in the same order.</summary>
    public required FeatureTable Features { get; init; }

    /// <summary>How it was taught.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>Accuracy; null if nothing could be judged.</summary>
    public required MetricsSpec? Metrics { get; init; }

    /// <summary>Accuracy by class; null without it.</summary>
    public required ClassificationMetrics? Judged { get; init; }

    /// <summary>The fit of temperature and threshold; null without one.</summary>
    public required CalibrationSpec? Calibration { get; init; }

    /// <summary>Threads of the proof; null: one for each core.</summary>
    public int? Threads { get; init; }

    /// <summary>Pictures that decide on a file of 8-bit integers; null: no such file.</summary>
    public required HeldPictures? JudgeIntegers { get; init; }
}

/// <summary>Writes a taught classifier as a bundle: graph, proof, card, page. Without a complete proof, no bundle is written.</summary>
internal static class TaughtBundle
{
    /// <summary>Name of the float32 file.</summary>
    public const string ModelFile = "model.onnx";

    private const int ProofPictures = 300;

    /// <summary>Writes the bundle.</summary>
    /// <param name="model">Its content.</param>
    /// <param name="output">Its folder; an older bundle there is replaced.</param>
    /// <param name="report">Receives a line for each step that takes time.</param>
    /// <param name="stop">Cancels and leaves nothing behind.</param>
    /// <exception cref="InputException">The proof failed, or the folder has something other than a bundle.</exception>
    public static ModelCard Write(TaughtModel model, string output, Action<string> report, CancellationToken stop) => BundleFolder.Write(output, folder =>
    {
        EmbeddedCard embedded = new()
        {
            Architecture = model.Backbone.Architecture with { Classes = model.Output.Labels.Count },
            Input = model.Input,
            Output = model.Output,
            Training = model.Training,
        };
        byte[] content = TaughtGraph.Build(model.Name, model.Backbone, model.Head, model.Bank, model.MapShape, embedded).ToByteArray();
        string path = Path.Combine(folder, ModelFile);
        AtomicFile.Write(path, stream => stream.Write(content));
        ParitySpec parity = Prove(model, path, stop);
        Dictionary<string, FileSpec> files = new() { [ModelBundle.DefaultPrecision] = FileSpec.Of(ModelFile, content) with { Top1 = model.Metrics?.Top1 } };
        if (model.JudgeIntegers is HeldPictures held && new TaughtIntegers(model, held, report, stop).Write(folder) is FileSpec integers)
        {
            files[PrecisionChoice.Integers] = integers;
        }

        GraphCost cost = GraphCost.Of(FloatGraph.Of(OnnxModel.Parse(content, path), path), model.Input);
        ModelCard card = new()
        {
            Schema = ModelCard.CurrentSchema,
            Name = model.Name,
            Architecture = embedded.Architecture,
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            Input = model.Input,
            Output = model.Output,
            Metrics = model.Metrics,
            Calibration = model.Calibration,
            Parity = parity,
            Files = files,
            Learned = LearnedPictures.Write(folder, model.Pictures, model.Features, model.Input, stop),
            Training = model.Training,
            License = $"not stated: its author decides; backbone: {model.Backbone.License}",
            DataLicense = "that of the pictures in the folder",
        };
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), card);
        int samples = SampleAtlas.Write(Path.Combine(folder, ModelBundle.SamplesFolder), model.Pictures, model.Input);
        ModelPage.WriteInto(folder, card, model.Judged, changedCopies: 0, hasCurves: false, samples, choseCheckpoint: false);
        return card;
    });

    /// <summary>Compares the written file (with folded norms) with the backbone's own features and this program's head and bank.</summary>
    private static ParitySpec Prove(TaughtModel model, string path, CancellationToken stop)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(path), new ClassifierOptions { ExecutionProvider = "cpu", Threads = model.Threads });
        Imaging.Preprocessor preprocessor = new(model.Input);
        int shown = Math.Min(ProofPictures, model.Pictures.Count);
        float[] expected = new float[model.Head.Classes];
        (double largest, int agreeing) = (0, 0);
        for (int i = 0; i < shown; i++)
        {
            stop.ThrowIfCancellationRequested();
            int index = (int)((long)i * model.Pictures.Count / shown);
            model.Pictures.Read(index, preprocessor, classifier.InputBuffer);
            ReadOnlySpan<float> actual = classifier.Run();
            model.Head.Logits(model.Features[index], expected);
            for (int k = 0; k < expected.Length; k++)
            {
                double difference = Math.Abs((double)expected[k] - actual[k]);
                Require(difference <= ParitySpec.Tolerance * Math.Max(1, Math.Abs(expected[k])), $"logit {k} ('{model.Output.Labels[k]}') of {model.Pictures.Origin(index)} is {actual[k]:G6} instead of {expected[k]:G6}");
                largest = Math.Max(largest, difference);
            }

            agreeing += TensorPrimitives.IndexOfMax(expected) == TensorPrimitives.IndexOfMax(actual) ? 1 : 0;
            if (model.Bank is not null)
            {
                double known = model.Bank.Score(model.Features[index]);
                Require(Math.Abs(known - classifier.Known[0]) <= ParitySpec.Tolerance, $"'{model.Output.Known}' of {model.Pictures.Origin(index)} is {classifier.Known[0]:G6} instead of {known:G6}");
            }
        }

        return new ParitySpec(shown, largest, (double)agreeing / shown, "the head's own arithmetic on the features of the backbone's file");
    }

    private static void Require(bool condition, string difference)
    {
        if (!condition) // also for NaN
        {
            throw new InputException($"the written file disagrees with the taught model: {difference}; no bundle was written");
        }
    }
}
