using System.Text.Json;

namespace EdgeResNet.Shared.Contract;

/// <summary>How a network was trained.</summary>
/// <param name="Recipe">The whole recipe.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Commit">Commit of this repository.</param>
/// <param name="Host">Machine, in words.</param>
/// <param name="Torch">Version of libtorch.</param>
/// <param name="Parent">The model that it was retrained from; absent for other trainings.</param>
public sealed record TrainingSpec(JsonElement Recipe, long Seed, string Commit, string Host, string Torch, ParentSpec? Parent = null);
