using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>Decides whether bfloat16 is fast on a device.</summary>
internal static class Bfloat16
{
    /// <summary>The message if it is slow.</summary>
    public const string SlowHere = "this CPU lacks AVX-512 (BW, DQ, VL), without which convolutions in bfloat16 take many times as long as in float32";

    /// <summary>
    /// Whether a device has fast convolutions in bfloat16. A GPU counts as fast (true from NVIDIA's Ampere on). A CPU is fast if torch's
    /// oneDNN supports it, by these x86 extensions (aten/src/ATen/native/mkldnn/Utils.h, <c>mkldnn_bf16_device_check</c>).
    /// </summary>
    public static bool IsFast(Device device) =>
        device.type != DeviceType.CPU || (Avx512BW.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.IsSupported);

    /// <summary>The type of activations for a <see cref="Recipe.Precision"/>.</summary>
    public static ScalarType TypeOf(string precision) => precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Whether a recipe requests bfloat16 on a device where it is slow.</summary>
    public static bool OnlyCosts(Recipe recipe, bool isFast) => recipe.Precision == "bf16" && !isFast;

    /// <summary>The recipe of a new run for a device: float32, with a note, if bfloat16 is slow.</summary>
    public static Recipe Fit(Recipe recipe, Device device, TextWriter output) => Fit(recipe, IsFast(device), output);

    /// <inheritdoc cref="Fit(Recipe, Device, TextWriter)"/>
    public static Recipe Fit(Recipe recipe, bool isFast, TextWriter output)
    {
        if (!OnlyCosts(recipe, isFast))
        {
            return recipe;
        }

        output.WriteLine($"precision bf16: {SlowHere}; training in fp32");
        return recipe with { Precision = "fp32" };
    }
}
