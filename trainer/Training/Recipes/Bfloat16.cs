using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>Where bfloat16 is worth computing in.</summary>
internal static class Bfloat16
{
    /// <summary>What is said where it is not.</summary>
    public const string SlowHere = "this CPU lacks AVX-512 (BW, DQ, VL), without which convolutions in bfloat16 take many times as long as in float32";

    /// <summary>
    /// Whether a device has fast convolutions in bfloat16: a GPU counts as one that has (from NVIDIA's Ampere on it is); a CPU has where oneDNN, which torch computes with, takes them,
    /// for which torch asks an x86 processor for these extensions (aten/src/ATen/native/mkldnn/Utils.h, <c>mkldnn_bf16_device_check</c>).
    /// </summary>
    public static bool IsFast(Device device) =>
        device.type != DeviceType.CPU || (Avx512BW.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.IsSupported);

    /// <summary>What activations are kept in at a <see cref="Recipe.Precision"/>.</summary>
    public static ScalarType TypeOf(string precision) => precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Whether a recipe asks for bfloat16 where it would only cost time.</summary>
    public static bool OnlyCosts(Recipe recipe, bool isFast) => recipe.Precision == "bf16" && !isFast;

    /// <summary>The recipe of a new run for a device: in float32, which is said, where bfloat16 would only cost time.</summary>
    public static Recipe Fit(Recipe recipe, Device device, TextWriter output) => Fit(recipe, IsFast(device), output);

    /// <inheritdoc cref="Fit(Recipe, Device, TextWriter)"/>
    public static Recipe Fit(Recipe recipe, bool isFast, TextWriter output)
    {
        if (!OnlyCosts(recipe, isFast))
        {
            return recipe;
        }

        output.WriteLine($"precision bf16: {SlowHere}; trains in fp32");
        return recipe with { Precision = "fp32" };
    }
}
