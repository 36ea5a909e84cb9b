using System.Text.Json.Nodes;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A recipe that a sweep tries, with every seed and in every rung that it reaches.</summary>
/// <param name="Number">Its place among all, from 0.</param>
/// <param name="Base">The recipe that it varies: its place in the sweep's list, from 0.</param>
/// <param name="Recipe">Its keys, without seed and a rung's epochs.</param>
/// <param name="Values">The keys that vary; a list of recipes is one of them.</param>
internal sealed record Candidate(int Number, int Base, JsonObject Recipe, IReadOnlyList<KeyValuePair<string, JsonNode>> Values);
