using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeResNet.Shared.Contract;

/// <summary>The checks that a bundle passes before anything runs. Each throws an <see cref="InputException"/> of one line.</summary>
internal static class BundleChecks
{
    /// <summary>Reads <c>card.json</c> and checks every field that a program relies on.</summary>
    public static ModelCard ReadCard(string path)
    {
        CheckSchema(path);
        ModelCard card = StrictJson.Read<ModelCard>(path);
        CheckContent(card.Architecture, card.Input, card.Output, path);
        Require(card.Files.ContainsKey(ModelBundle.DefaultPrecision), path, $"files lists no '{ModelBundle.DefaultPrecision}'");
        foreach ((string precision, FileSpec file) in card.Files)
        {
            // A card from elsewhere must not lead out of its folder.
            Require(file.Path.Length > 0 && Path.GetFileName(file.Path) == file.Path, path, $"files.{precision}.path is '{file.Path}'; expected a file name beside the card");
        }

        return card;
    }

    /// <summary>Reads a model file's bytes; throws when they are not what <paramref name="expected"/> says.</summary>
    public static (byte[] Content, FileSpec File) ReadModel(string path, FileSpec? expected)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (expected is not null)
        {
            Require(content.LongLength == expected.Bytes, path, $"has {content.LongLength} bytes, its card says {expected.Bytes}; get the bundle again");
            Require(hash == expected.Sha256, path, $"has SHA-256 {hash}, its card says {expected.Sha256}; the file was changed: get the bundle again");
        }

        return (content, new FileSpec(path, hash, content.LongLength, expected?.Top1));
    }

    /// <summary>Reads what the model says about itself and checks that its graph is as it says.</summary>
    public static EmbeddedCard ReadEmbedded(ReadOnlySpan<byte> model, string path)
    {
        OnnxFile file = OnnxFile.Parse(model, path);
        if (!file.Metadata.TryGetValue(EmbeddedCard.Key, out string? json))
        {
            throw new InputException($"{path}: carries no '{EmbeddedCard.Key}' metadata, so its labels and input are unknown; use a model that ./edgeresnet export wrote");
        }

        EmbeddedCard embedded = StrictJson.Parse<EmbeddedCard>(json, $"{path}: metadata '{EmbeddedCard.Key}'");
        CheckContent(embedded.Architecture, embedded.Input, embedded.Output, $"{path}: metadata '{EmbeddedCard.Key}'");
        InputSpec input = embedded.Input;
        CheckValue(path, "input", file.Inputs, input.Name, OnnxValueInfo.UInt8, [-1, input.Height, input.Width, input.Channels]);
        CheckValue(path, "output", file.Outputs, embedded.Output.Name, OnnxValueInfo.Float32, [-1, embedded.Architecture.Classes]);
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
            $"its '{part}' is not what the metadata of {modelPath} says; one of the two was changed: export the bundle again");
    }

    private static void CheckSchema(string path)
    {
        int? schema;
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            schema = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("schema", out JsonElement value)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out int number) ? number : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{Path.GetDirectoryName(path)}: holds no {ModelBundle.CardFile}; expected a bundle folder (./edgeresnet export writes one) or an .onnx file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
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
        Require(double.IsFinite(output.Temperature) && output.Temperature > 0, what, $"output.temperature is {output.Temperature}; expected a positive number");
        Require(double.IsFinite(output.UnknownBelow), what, $"output.unknown_below is {output.UnknownBelow}; expected an energy, or 0 for none");
    }

    private static void CheckValue(string path, string kind, IReadOnlyList<OnnxValueInfo> values, string name, int elementType, long[] dimensions)
    {
        OnnxValueInfo expected = new(name, elementType, dimensions);
        Require(
            values.Count == 1 && values[0].Name == name && values[0].ElementType == elementType && values[0].Dimensions.SequenceEqual(dimensions),
            path,
            $"the graph's {kind} is {string.Join(" and ", values)}, the metadata says {expected}");
    }

    private static void Require(bool condition, string what, string reason)
    {
        if (!condition)
        {
            throw new InputException($"{what}: {reason}");
        }
    }
}
