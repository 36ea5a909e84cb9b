using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace EdgeResNet.Shared.Gpu;

/// <summary>Advice for an accelerator that fails, by the messages of its libraries.</summary>
internal static partial class ProviderFailure
{
    // The first text in the message decides. Texts of ONNX Runtime 1.31, CUDA 12 and 13, cuDNN 9 and cuBLAS; see the test.
    private static readonly (string Text, string Advice)[] known =
    [
        ("driver version is insufficient", "the NVIDIA driver is older than CUDA needs; update the driver (nvidia-smi shows its version)"),
        ("CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", "the driver was updated without a restart; restart the machine"),
        ("Driver/library version mismatch", "the driver was updated without a restart; restart the machine"),
        ("forward compatibility was attempted on non supported HW", "the CUDA compatibility libraries do not fit this GPU's driver; remove them or update the driver"),
        ("no CUDA-capable device", "the machine has no GPU that CUDA can use, or it is hidden (CUDA_VISIBLE_DEVICES); ./edgeresnet devices lists the GPUs"),
        ("Invalid device ID", "there is no GPU of this number; ./edgeresnet devices lists the GPUs"),
        ("invalid device ordinal", "there is no GPU of this number; ./edgeresnet devices lists the GPUs"),
        ("no kernel image is available", "this build of ONNX Runtime has no code for this generation of GPU; use a build for it"),
        ("out of memory", "the GPU has not enough free memory; end other programs on it, or limit the pool with cuda.memory_limit_bytes of --ep-settings"),
        ("Failed to allocate memory for requested buffer", "the GPU has not enough free memory within the pool's limit; end other programs on it, or raise cuda.memory_limit_bytes of --ep-settings"),
        ("STATUS_ALLOC_FAILED", "the GPU has not enough free memory; end other programs on it"),
        ("graph capture feature", "part of this model cannot run on the GPU, so it cannot be replayed as a graph; set graph to false in --ep-settings"),
        ("CUDA Graph feature", "part of this model cannot run on the GPU, so it cannot be replayed as a graph; set graph to false in --ep-settings"),
        ("fallback to CPU EP has been explicitly disabled", "part of this model cannot run on this provider, and running it on the CPU unnoticed is refused; use another file of the bundle, another provider, or --ep cpu"),
        ("CUDNN_STATUS_NOT_INITIALIZED", "cuDNN does not start: it is missing, of another version than ONNX Runtime was built with, or the GPU's memory is full; install cuDNN 9 for the CUDA version of this build"),
        ("CUDNN", "cuDNN reports an error; install cuDNN 9 for the CUDA version of this build of ONNX Runtime"),
        ("Failed to load shared library", "a library that the provider needs is missing; install CUDA and cuDNN 9"),
    ];

    /// <summary>One sentence of advice for a library's message.</summary>
    public static string Advice(string message)
    {
        Match missing = MissingLibrary().Match(message);
        if (missing.Success)
        {
            string library = missing.Groups[1].Value;
            return $"{library} is missing: install {PackageOf(library)}, or name its folder in LD_LIBRARY_PATH";
        }

        foreach ((string text, string advice) in known)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return advice;
            }
        }

        return "check its driver and libraries, or use --ep cpu";
    }

    /// <summary>A library's message with advice; names the missing library if the message does not.</summary>
    /// <param name="e">From ONNX Runtime.</param>
    /// <param name="provider">The provider's name, such as <c>cuda:0</c>.</param>
    /// <param name="folders">Where ONNX Runtime's libraries lie.</param>
    public static string Describe(Exception e, string provider, IEnumerable<string> folders)
    {
        string said = OneLine(e);
        if (said.Contains("Failed to load shared library", StringComparison.Ordinal) && WhatIsMissing(provider, folders) is string missing)
        {
            said = $"{said}: {missing}";
        }

        return $"({said}); {Advice(said)}";
    }

    /// <summary>The message without line breaks.</summary>
    public static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();

    /// <summary>What the dynamic linker said, without .NET's hints for finding the reason.</summary>
    public static string LoaderWords(Exception e)
    {
        Match missing = MissingLibrary().Match(e.Message);
        return missing.Success ? missing.Value : OneLine(e);
    }

    // ONNX Runtime writes the dynamic linker's message only to its log. Loading the library again repeats it.
    private static string? WhatIsMissing(string provider, IEnumerable<string> folders)
    {
        string name = $"libonnxruntime_providers_{provider.Split(':')[0]}.so";
        string? path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return $"{name}: cannot open shared object file";
        }

        try
        {
            NativeLibrary.Load(path);
            return null;
        }
        catch (DllNotFoundException refused)
        {
            return LoaderWords(refused);
        }
    }

    private static string PackageOf(string library) => library switch
    {
        _ when library.StartsWith("libcudnn", StringComparison.Ordinal) => $"cuDNN{VersionOf(library)}",
        _ when library.StartsWith("libnvinfer", StringComparison.Ordinal) || library.StartsWith("libnvonnxparser", StringComparison.Ordinal) => $"TensorRT{VersionOf(library)}",
        "libcuda.so.1" or "libnvidia-ml.so.1" => "the NVIDIA driver",
        _ when library.StartsWith("libcu", StringComparison.Ordinal) || library.StartsWith("libnv", StringComparison.Ordinal) => $"the CUDA toolkit that has it (its number is the library's, not always CUDA's:{VersionOf(library)})",
        _ when library.StartsWith("libonnxruntime", StringComparison.Ordinal) => "it beside the program: ./edgeresnet setup --accelerator cuda",
        _ => "the package that has it",
    };

    private static string VersionOf(string library)
    {
        int at = library.IndexOf(".so.", StringComparison.Ordinal);
        return at < 0 ? "" : $" {library[(at + 4)..]}";
    }

    // The dynamic linker's message: "libcudnn.so.9: cannot open shared object file: No such file or directory".
    [GeneratedRegex(@"(lib[\w+\-]+\.so[\w.]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();
}
