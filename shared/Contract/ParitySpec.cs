namespace EdgeResNet.Shared.Contract;

/// <summary>Agreement of ONNX Runtime with the trained network in TorchSharp.</summary>
/// <param name="Samples">How many images.</param>
/// <param name="MaxAbsLogitError">Largest absolute difference of any logit.</param>
/// <param name="Top1Agreement">Share of images with the same class in both.</param>
/// <param name="Reference">The reference of the comparison; absent: TorchSharp.</param>
public sealed record ParitySpec(int Samples, double MaxAbsLogitError, double Top1Agreement, string? Reference = null)
{
    /// <summary>Number of pictures in a proof.</summary>
    public const int MinimumSamples = 2000;

    /// <summary>Largest difference of a logit that a proof allows.</summary>
    public const double Tolerance = 1e-3;
}
