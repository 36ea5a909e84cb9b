using System.Text.Json.Serialization;

namespace EdgeResNet.Shared.Contract;

/// <summary>
/// Source-generated JSON of a bundle. Every program start reads two cards; reflection would take longer than the reading itself.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(EmbeddedCard))]
internal sealed partial class CardJson : JsonSerializerContext;
