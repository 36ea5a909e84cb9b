namespace EdgeResNet.Shared.Contract;

/// <summary>Agreement of ONNX Runtime with the network that was trained, in other arithmetic.</summary>
/// <param name="Samples">How many images.</param>
/// <param name="MaxAbsLogitError">Largest absolute difference of any logit.</param>
/// <param name="Top1Agreement">Share of images on which both name the same class.</param>
/// <param name="Reference">What ONNX Runtime was compared with; absent: TorchSharp.</param>
public sealed record ParitySpec(int Samples, double MaxAbsLogitError, double Top1Agreement, string? Reference = null)
{
    /// <summary>Pictures that a proof needs.</summary>
    public const int MinimumSamples = 2000;

    /// <summary>Largest difference of any logit that a proof allows.</summary>
    public const double Tolerance = 1e-3;
}
