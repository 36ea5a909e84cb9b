using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EdgeResNet.Shared.Inference;

/// <summary>This processor's instructions for products of bytes.</summary>
internal static class IntegerProducts
{
    /// <summary>Whether one instruction sums products of bytes in 32 bits (AVX512-VNNI or AVX-VNNI on x86, the dot product of Armv8.2). Only then are integers faster than float32.</summary>
    public static bool AreFast { get; } = Dp.IsSupported || HasVnni();

    /// <summary>Whether products of unsigned and signed bytes are summed in 16 bits and may overflow: x86 without VNNI.</summary>
    public static bool Saturate { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && !HasVnni();

    /// <summary>AVX512_VNNI is bit 11 of ECX in CPUID leaf 7, AVX_VNNI bit 4 of EAX in its first sub-leaf.</summary>
    private static bool HasVnni() =>
        X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && ((X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0);
}
