using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Contract;

/// <summary>The checks that a bundle passes before anything runs. Each throws an <see cref="InputException"/> of one line.</summary>
internal static class BundleChecks
{
    private const long Any = 0; // the card does not fix this extent
    private const double Coldest = 0.01; // temperatures: a tenth and ten times of what a calibration tries
    private const double Hottest = 100;

    /// <summary>Reads <c>card.json</c> and checks every field that a program relies on.</summary>
    public static ModelCard ReadCard(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{Path.GetDirectoryName(path)}: has no {ModelBundle.CardFile}; expected a bundle folder (./edgeresnet export writes one) or an .onnx file");
        }

        string text = StrictJson.ReadText(path);
        CheckSchema(text, path);
        ModelCard card = StrictJson.Parse<ModelCard>(text, path);
        CheckContent(card.Architecture, card.Input, card.Output, path);
        Require(!string.IsNullOrWhiteSpace(card.Name), path, "name is empty; a bundle needs one");
        Require(Printable.IsName(card.Name), path, $"name is '{Printable.Of(card.Name)}', which contains a control character");
        CardNumbers.Check(card, path);
        Require(card.Files.ContainsKey(ModelBundle.DefaultPrecision), path, $"files lists no '{ModelBundle.DefaultPrecision}'");
        foreach ((string precision, FileSpec file) in card.Files)
        {
            CheckPath($"files.{precision}", file, path);
        }

        if (card.Learned is FileSpec learned)
        {
            CheckPath("learned", learned, path);
        }

        return card;
    }

    /// <summary>Reads a model file's bytes once; throws if they differ from <paramref name="expected"/>.</summary>
    public static (byte[] Content, FileSpec File) ReadModel(string path, FileSpec? expected)
    {
        byte[] content = RegularFile.Read(path, stream =>
        {
            // Before anything is read: it may be another, huge file.
            Require(expected is null || stream.Length == expected.Bytes, path, $"has {stream.Length} bytes, expected {expected?.Bytes}; get the bundle again");
            return RegularFile.Content(stream);
        });
        FileSpec file = FileSpec.Of(path, content) with { Top1 = expected?.Top1 };
        Require(expected is null || file.Sha256 == expected.Sha256, path, $"has SHA-256 {file.Sha256}, expected {expected?.Sha256}: the file was changed; get the bundle again");
        return (content, file);
    }

    /// <summary>Reads the model's embedded card and checks its graph against it.</summary>
    public static EmbeddedCard ReadEmbedded(ReadOnlySpan<byte> model, string path)
    {
        OnnxFile file = OnnxFile.Parse(model, path);
        EmbeddedCard embedded = Embedded(file, path);
        CheckContent(embedded.Architecture, embedded.Input, embedded.Output, $"{path}: metadata '{EmbeddedCard.Key}'");
        InputSpec input = embedded.Input;
        OutputSpec output = embedded.Output;
        CheckNames(path, "inputs", file.Inputs, [input.Name]);
        CheckValue(path, "input", file.Inputs, input.Name, OnnxValueInfo.UInt8, [-1, input.Height, input.Width, input.Channels]);
        CheckNames(path, "outputs", file.Outputs, [output.Name, output.Features, output.Activations, output.Known]);
        CheckValue(path, "output", file.Outputs, output.Name, OnnxValueInfo.Float32, [-1, embedded.Architecture.Classes]);
        CheckValue(path, "output", file.Outputs, output.Features, OnnxValueInfo.Float32, [-1, Any]);
        CheckValue(path, "output", file.Outputs, output.Activations, OnnxValueInfo.Float32, [-1, Any, Any, Any]);
        CheckValue(path, "output", file.Outputs, output.Known, OnnxValueInfo.Float32, [-1]);
        return embedded;
    }

    /// <summary>Reads the embedded card of a network without a head.</summary>
    public static EmbeddedCard ReadBackbone(ReadOnlySpan<byte> model, string path)
    {
        EmbeddedCard embedded = Embedded(OnnxFile.Parse(model, path), path);
        embedded.Input.Validate($"{path}: metadata '{EmbeddedCard.Key}'");
        return embedded;
    }

    /// <summary>Checks that card and model file describe the same network.</summary>
    public static void CheckAgreement(ModelCard card, EmbeddedCard embedded, string cardPath, string modelPath)
    {
        Compare("architecture", card.Architecture, embedded.Architecture);
        Compare("input", card.Input, embedded.Input);
        Compare("output", card.Output, embedded.Output);
        Compare("training", card.Training, embedded.Training);

        void Compare<T>(string part, T ofCard, T ofModel) => Require(
            JsonElement.DeepEquals(JsonSerializer.SerializeToElement(ofCard, StrictJson.Line), JsonSerializer.SerializeToElement(ofModel, StrictJson.Line)),
            cardPath,
            $"its '{part}' differs from the metadata of {modelPath}; one of the two was changed: export the bundle again");
    }

    private static EmbeddedCard Embedded(OnnxFile file, string path) => file.Metadata.TryGetValue(EmbeddedCard.Key, out string? json)
        ? StrictJson.Parse<EmbeddedCard>(json, $"{path}: metadata '{EmbeddedCard.Key}'")
        : throw new InputException($"{path}: carries no '{EmbeddedCard.Key}' metadata, so its labels and input are unknown; use a model that ./edgeresnet export wrote");

    // A card from elsewhere must not lead out of its folder.
    private static void CheckPath(string key, FileSpec file, string path) =>
        Require(file.Path.Length > 0 && Path.GetFileName(file.Path) == file.Path && Printable.IsName(file.Path), path, $"{key}.path is '{file.Path}'; expected a file name beside the card");

    private static void CheckSchema(string text, string path)
    {
        int? schema;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            schema = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("schema", out JsonElement value)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out int number) ? number : null;
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: is not JSON (line {e.LineNumber + 1})", e);
        }

        Require(schema is not null, path, $"has no number 'schema'; this build reads schema {ModelCard.CurrentSchema}");
        Require(schema == ModelCard.CurrentSchema, path, $"has schema {schema}; this build reads schema {ModelCard.CurrentSchema}: use the version of EdgeResNet that wrote it");
    }

    private static void CheckContent(ArchitectureSpec architecture, InputSpec input, OutputSpec output, string what)
    {
        input.Validate(what);
        Require(architecture.Classes > 0, what, $"architecture.classes is {architecture.Classes}");
        Require(output.Labels.Count == architecture.Classes, what, $"output.labels has {output.Labels.Count} entries, architecture.classes says {architecture.Classes}: every logit needs its label");
        string? odd = output.Labels.FirstOrDefault(label => !Printable.IsName(label));
        Require(odd is null, what, $"output.labels has '{Printable.Of(odd ?? "")}', which contains a control character");
        CheckEachIsAName(output.Labels, what);
        Require(output.Temperature is >= Coldest and <= Hottest, what, string.Create(CultureInfo.InvariantCulture, $"output.temperature is {output.Temperature}; expected {Coldest} to {Hottest}"));
        Require(double.IsFinite(output.UnknownBelow), what, $"output.unknown_below is {output.UnknownBelow}; expected a threshold, or 0 for none");
        Require(output.UnknownSpread is null or (> 0 and < double.PositiveInfinity), what, $"output.unknown_spread is {output.UnknownSpread}; expected a positive number");
        Require(UnknownMeasure.Names.Contains(output.UnknownBy), what, $"output.unknown_by is '{output.UnknownBy}'; this build knows {string.Join(", ", UnknownMeasure.Names)}");
        Require(output.Known is not null == UnknownMeasure.NeedsFeatures(output.UnknownBy), what, $"output.known is {(output.Known is null ? "absent" : $"'{output.Known}'")}, output.unknown_by is '{output.UnknownBy}': one of the two is wrong");
    }

    private static void CheckEachIsAName(IReadOnlyList<string> labels, string what)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal); // by what people see: without Unicode's form and blanks at the ends
        foreach (string label in labels)
        {
            Require(!string.IsNullOrWhiteSpace(label), what, "output.labels has an empty label; every class needs a name");
            bool isNew = names.TryAdd(ClassName.Of(label), label);
            string but = isNew || names[ClassName.Of(label)] == label ? "" : $", but for {ClassName.Difference(names[ClassName.Of(label)], label)}";
            Require(isNew, what, $"output.labels has '{label}' twice{but}; classes with one name cannot be told apart");
        }
    }

    private static void CheckNames(string path, string kind, IReadOnlyList<OnnxValueInfo> values, string?[] names) => Require(
        values.Select(value => value.Name).SequenceEqual(names.OfType<string>()),
        path,
        $"the graph's {kind} are {string.Join(" and ", values)}, the metadata says {string.Join(" and ", names.OfType<string>())}");

    private static void CheckValue(string path, string kind, IReadOnlyList<OnnxValueInfo> values, string? name, int elementType, long[] dimensions)
    {
        if (values.SingleOrDefault(each => each.Name == name) is OnnxValueInfo value)
        {
            bool fits = value.ElementType == elementType && value.Dimensions.Count == dimensions.Length
                && value.Dimensions.Zip(dimensions).All(pair => pair.Second == Any ? pair.First > 0 : pair.First == pair.Second);
            Require(fits, path, $"the graph's {kind} is {value}, the metadata says {new OnnxValueInfo(value.Name, elementType, dimensions)}");
        }
    }

    private static void Require(bool condition, string what, string reason)
    {
        if (!condition)
        {
            throw new InputException($"{what}: {reason}");
        }
    }
}
