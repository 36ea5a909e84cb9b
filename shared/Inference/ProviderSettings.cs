using System.Text.Json.Serialization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Gpu;

namespace EdgeResNet.Shared.Inference;

/// <summary>Settings of the execution providers; each reads its own part.</summary>
public sealed record ProviderSettings
{
    /// <summary>Settings of CUDA, built in or from a plugin library.</summary>
    public CudaSettings Cuda { get; init; } = new();

    /// <summary>Settings of TensorRT.</summary>
    [JsonPropertyName("tensorrt")]
    public TensorRtSettings TensorRt { get; init; } = new();

    /// <summary>Options of a plugin library's provider, passed on unchanged.</summary>
    public IReadOnlyDictionary<string, string> Plugin { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads them from a JSON file; missing keys keep their defaults.</summary>
    /// <exception cref="InputException">There is no such file, it has an unknown key, or a value is out of range.</exception>
    public static ProviderSettings Read(string path)
    {
        ProviderSettings settings = StrictJson.Read<ProviderSettings>(path);
        Require(settings.Cuda.MemoryLimitBytes is null or > 0, "cuda.memory_limit_bytes", "a positive number of bytes");
        Require(settings.TensorRt.WorkspaceBytes is null or > 0, "tensorrt.workspace_bytes", "a positive number of bytes");
        Require(settings.TensorRt.BuilderLevel is null or (>= 0 and <= 5), "tensorrt.builder_level", "0 to 5");
        Require(settings.TensorRt.DlaCore is null or >= 0, "tensorrt.dla_core", "0 or more");
        return settings;

        void Require(bool condition, string key, string expected)
        {
            if (!condition)
            {
                throw new InputException($"{path}: {key} is out of range; expected {expected}");
            }
        }
    }
}
