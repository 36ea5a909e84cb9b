using System.Text.Json.Serialization;

namespace EdgeResNet.Shared.Contract;

/// <summary>
/// How a bundle's JSON is read and written, worked out at build time: every start of a program reads two cards, and finding
/// their properties by reflection would take longer than all the rest of the reading.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(EmbeddedCard))]
internal sealed partial class CardJson : JsonSerializerContext;
