using System.Globalization;

namespace EdgeResNet.Shared.Gpu;

/// <summary>
/// Settings of ONNX Runtime's TensorRT provider; the names in brackets are the provider's own (onnxruntime.ai,
/// "TensorRT Execution Provider"). Building an engine takes minutes; with both caches only the first start on a machine is slow.
/// </summary>
public sealed record TensorRtSettings
{
    /// <summary>Keep built engines (<c>trt_engine_cache_enable</c>). They are valid for one GPU, one TensorRT version and one precision.</summary>
    public bool EngineCache { get; init; } = true;

    /// <summary>Keep the measured times of kernels, which shorten the build of the next engine (<c>trt_timing_cache_enable</c>).</summary>
    public bool TimingCache { get; init; } = true;

    /// <summary>Folder of both caches; absent: <c>edgeresnet/tensorrt</c> in the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Scratch memory that the builder may use, in bytes (<c>trt_max_workspace_size</c>); absent: the whole device.</summary>
    public long? WorkspaceBytes { get; init; }

    /// <summary>Effort of the builder to find fast kernels, 0 to 5 (<c>trt_builder_optimization_level</c>); absent: TensorRT's own, 3.</summary>
    public int? BuilderLevel { get; init; }

    /// <summary>Allow half precision (<c>trt_fp16_enable</c>); absent: only for the file <c>fp16</c>.</summary>
    public bool? AllowFp16 { get; init; }

    /// <summary>Allow eight bits (<c>trt_int8_enable</c>); absent: only for the file <c>int8-trt</c>.</summary>
    public bool? AllowInt8 { get; init; }

    /// <summary>Record the engine's kernels once and replay them (<c>trt_cuda_graph_enable</c>). Only for a graph that TensorRT runs as a whole.</summary>
    public bool Graph { get; init; }

    /// <summary>Run on this deep learning accelerator of a Jetson (<c>trt_dla_core</c>); absent: on the GPU.</summary>
    public int? DlaCore { get; init; }

    /// <summary>The provider's options.</summary>
    /// <param name="device">Number of the GPU.</param>
    /// <param name="stream">Address of the stream that also copies input and output.</param>
    /// <param name="precision">Which of the bundle's files runs.</param>
    /// <param name="cacheFolder">An existing folder.</param>
    /// <param name="sha256">SHA-256 of the model file. The provider names an engine by the graph's names, not by the weights: without this prefix, a retrained model would run its predecessor's engine.</param>
    internal Dictionary<string, string> ToOptions(int device, nint stream, string precision, string cacheFolder, string sha256)
    {
        Dictionary<string, string> options = new()
        {
            ["device_id"] = device.ToString(CultureInfo.InvariantCulture),
            ["trt_engine_cache_enable"] = CudaSettings.Flag(EngineCache),
            ["trt_engine_cache_path"] = cacheFolder,
            ["trt_engine_cache_prefix"] = sha256,
            ["trt_timing_cache_enable"] = CudaSettings.Flag(TimingCache),
            ["trt_timing_cache_path"] = cacheFolder,
            ["trt_fp16_enable"] = CudaSettings.Flag(AllowFp16 ?? precision == "fp16"),
            ["trt_int8_enable"] = CudaSettings.Flag(AllowInt8 ?? precision == "int8-trt"),
            ["trt_cuda_graph_enable"] = CudaSettings.Flag(Graph),
        };
        CudaSettings.AddStream(options, stream);
        if (WorkspaceBytes is long workspace)
        {
            options["trt_max_workspace_size"] = workspace.ToString(CultureInfo.InvariantCulture);
        }

        if (BuilderLevel is int level)
        {
            options["trt_builder_optimization_level"] = level.ToString(CultureInfo.InvariantCulture);
        }

        if (DlaCore is int core)
        {
            options["trt_dla_enable"] = "1";
            options["trt_dla_core"] = core.ToString(CultureInfo.InvariantCulture);
        }

        return options;
    }

    /// <summary>Makes the folder of the caches.</summary>
    internal string CreateCacheFolder() =>
        Directory.CreateDirectory(CacheFolder ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "edgeresnet", "tensorrt")).FullName;
}
