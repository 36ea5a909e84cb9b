using EdgeResNet.Shared.Gpu;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Inference;

public sealed class ProviderSettingsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CUDA_defaults_are_exact_float32_fast_start_and_graph_replay() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["device_id"] = "2",
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["cudnn_conv_use_max_workspace"] = "1",
            ["prefer_nhwc"] = "0",
            ["use_tf32"] = "0",
            ["arena_extend_strategy"] = "kNextPowerOfTwo",
            ["enable_cuda_graph"] = "1",
            ["has_user_compute_stream"] = "1",
            ["user_compute_stream"] = "140737488355327",
        },
        new CudaSettings().ToOptions(2, unchecked((nint)0x7fffffffffff)));

    [Fact]
    public void Every_setting_of_cuda_reaches_the_provider() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["device_id"] = "0",
            ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
            ["cudnn_conv_use_max_workspace"] = "0",
            ["prefer_nhwc"] = "1",
            ["use_tf32"] = "1",
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["gpu_mem_limit"] = "1073741824",
            ["enable_cuda_graph"] = "0",
            ["has_user_compute_stream"] = "1",
            ["user_compute_stream"] = "4096",
        },
        Read("""
            { "cuda": { "convolution_search": "exhaustive", "convolution_max_workspace": false, "prefer_nhwc": true, "tf32": true,
                        "arena_strategy": "same_as_requested", "memory_limit_bytes": 1073741824, "graph": false } }
            """).Cuda.ToOptions(0, 4096));

    [Theory]
    [InlineData("fp32", "0", "0")]
    [InlineData("fp16", "1", "0")]
    [InlineData("int8-trt", "0", "1")]
    public void TensorRT_allows_the_files_precision_and_caches_its_engine(string precision, string half, string eight) => Assert.Equal(
        new Dictionary<string, string>
        {
            ["device_id"] = "1",
            ["trt_engine_cache_enable"] = "1",
            ["trt_engine_cache_path"] = "/cache",
            ["trt_engine_cache_prefix"] = "5ade", // without it, a retrained model would run the engine of its predecessor
            ["trt_timing_cache_enable"] = "1",
            ["trt_timing_cache_path"] = "/cache",
            ["trt_fp16_enable"] = half,
            ["trt_int8_enable"] = eight,
            ["trt_cuda_graph_enable"] = "0",
            ["has_user_compute_stream"] = "1",
            ["user_compute_stream"] = "4096",
        },
        new TensorRtSettings().ToOptions(1, 4096, precision, "/cache", "5ade"));

    [Fact]
    public void Every_setting_of_TensorRT_reaches_the_provider()
    {
        TensorRtSettings settings = Read("""
            { "tensorrt": { "engine_cache": false, "timing_cache": false, "cache_folder": "FOLDER", "workspace_bytes": 1000, "builder_level": 5,
                            "allow_fp16": true, "allow_int8": false, "graph": true, "dla_core": 1 } }
            """.Replace("FOLDER", folder["cache"], StringComparison.Ordinal)).TensorRt;
        string cache = settings.CreateCacheFolder();
        Assert.Equal(folder["cache"], cache);
        Assert.True(Directory.Exists(cache));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["device_id"] = "0",
                ["trt_engine_cache_enable"] = "0",
                ["trt_engine_cache_path"] = cache,
                ["trt_engine_cache_prefix"] = "0123",
                ["trt_timing_cache_enable"] = "0",
                ["trt_timing_cache_path"] = cache,
                ["trt_max_workspace_size"] = "1000",
                ["trt_builder_optimization_level"] = "5",
                ["trt_fp16_enable"] = "1",
                ["trt_int8_enable"] = "0",
                ["trt_cuda_graph_enable"] = "1",
                ["trt_dla_enable"] = "1",
                ["trt_dla_core"] = "1",
                ["has_user_compute_stream"] = "1",
                ["user_compute_stream"] = "4096",
            },
            settings.ToOptions(0, 4096, "int8-trt", cache, "0123"));
    }

    [Theory]
    [InlineData("""{ "cuda": { "tf23": true } }""", "tf23")]
    [InlineData("""{ "cuda": { "convolution_search": "fast" } }""", "convolution_search")]
    [InlineData("""{ "cuda": { "memory_limit_bytes": 0 } }""", "cuda.memory_limit_bytes")]
    [InlineData("""{ "tensorrt": { "builder_level": 6 } }""", "tensorrt.builder_level")]
    [InlineData("""{ "tensorrt": { "dla_core": -1 } }""", "tensorrt.dla_core")]
    [InlineData("""{ "tensorrt": { "workspace_bytes": -1 } }""", "tensorrt.workspace_bytes")]
    public void A_meaningless_setting_is_an_input_error_that_names_it(string json, string named)
    {
        InputException error = Assert.Throws<InputException>(() => Read(json));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private ProviderSettings Read(string json)
    {
        File.WriteAllText(folder["settings.json"], json);
        return ProviderSettings.Read(folder["settings.json"]);
    }
}
