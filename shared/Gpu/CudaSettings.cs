using System.Globalization;

namespace EdgeResNet.Shared.Gpu;

/// <summary>How cuDNN's algorithm for a convolution is chosen (<c>cudnn_conv_algo_search</c>).</summary>
public enum ConvolutionSearch
{
    /// <summary>By cuDNN's estimate: starts at once.</summary>
    Heuristic,

    /// <summary>By trying all of them at the first run: costs seconds at the start; the choice may differ between starts.</summary>
    Exhaustive,

    /// <summary>Always the same algorithm.</summary>
    Default,
}

/// <summary>How the provider's memory pool grows (<c>arena_extend_strategy</c>).</summary>
public enum ArenaStrategy
{
    /// <summary>In steps that double: few allocations.</summary>
    NextPowerOfTwo,

    /// <summary>By the requested size: less memory, useful on boards that share it with the CPU.</summary>
    SameAsRequested,
}

/// <summary>
/// Settings of ONNX Runtime's CUDA provider. Defaults are for one image at a time in full float32; the names in brackets are
/// the provider's own (onnxruntime.ai, "CUDA Execution Provider").
/// </summary>
public sealed record CudaSettings
{
    /// <summary>Choice of the convolutions' algorithm.</summary>
    public ConvolutionSearch ConvolutionSearch { get; init; } = ConvolutionSearch.Heuristic;

    /// <summary>Let convolutions use as much scratch memory as their fastest algorithm needs (<c>cudnn_conv_use_max_workspace</c>).</summary>
    public bool ConvolutionMaxWorkspace { get; init; } = true;

    /// <summary>Use the NHWC layout; may be faster with fp16 on tensor cores (<c>prefer_nhwc</c>).</summary>
    public bool PreferNhwc { get; init; }

    /// <summary>Round float32 products to 10 bits of mantissa on Ampere and later: faster, but the parity proof does not cover it (<c>use_tf32</c>).</summary>
    public bool Tf32 { get; init; }

    /// <summary>Growth of the memory pool.</summary>
    public ArenaStrategy ArenaStrategy { get; init; } = ArenaStrategy.NextPowerOfTwo;

    /// <summary>Limit of the memory pool in bytes (<c>gpu_mem_limit</c>); absent: the whole device.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Record all kernels of a run once and replay them with one call (<c>enable_cuda_graph</c>). Needs fixed shapes and buffers.</summary>
    public bool Graph { get; init; } = true;

    /// <summary>The provider's options.</summary>
    /// <param name="device">Number of the GPU.</param>
    /// <param name="stream">Address of the stream that also copies input and output.</param>
    internal Dictionary<string, string> ToOptions(int device, nint stream)
    {
        Dictionary<string, string> options = Common();
        options["device_id"] = device.ToString(CultureInfo.InvariantCulture);
        options["enable_cuda_graph"] = Flag(Graph);
        AddStream(options, stream);
        return options;
    }

    /// <summary>The options for a CUDA provider in a plugin library. It has its own device and stream, and no fixed input buffer to replay.</summary>
    internal Dictionary<string, string> ToPluginOptions() => Common();

    internal static void AddStream(Dictionary<string, string> options, nint stream)
    {
        options["has_user_compute_stream"] = "1";
        options["user_compute_stream"] = ((nuint)stream).ToString(CultureInfo.InvariantCulture);
    }

    internal static string Flag(bool value) => value ? "1" : "0";

    private Dictionary<string, string> Common()
    {
        Dictionary<string, string> options = new()
        {
            ["cudnn_conv_algo_search"] = ConvolutionSearch switch
            {
                ConvolutionSearch.Exhaustive => "EXHAUSTIVE",
                ConvolutionSearch.Default => "DEFAULT",
                _ => "HEURISTIC",
            },
            ["cudnn_conv_use_max_workspace"] = Flag(ConvolutionMaxWorkspace),
            ["prefer_nhwc"] = Flag(PreferNhwc),
            ["use_tf32"] = Flag(Tf32),
            ["arena_extend_strategy"] = ArenaStrategy == ArenaStrategy.SameAsRequested ? "kSameAsRequested" : "kNextPowerOfTwo",
        };
        if (MemoryLimitBytes is long limit)
        {
            options["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        return options;
    }
}
