namespace EdgeResNet.EdgeApp.Labels;

/// <summary>Where the milliseconds of one frame went.</summary>
/// <param name="Capture">Reading or decoding, without the wait for the picture.</param>
/// <param name="Preprocess">Crop, resize, colour.</param>
/// <param name="Inference">The network, with the ways to its device and back.</param>
/// <param name="Postprocess">Softmax, top-k, state.</param>
/// <param name="Overlay">The last drawing of the HUD, which runs on the display's clock; 0 without a picture sink.</param>
internal readonly record struct StageTimes(double Capture, double Preprocess, double Inference, double Postprocess, double Overlay)
{
    /// <summary>Of <see cref="Inference"/>: the pixels' way to the device, which the CPU does not have.</summary>
    public double HostToDevice { get; init; }

    /// <summary>Of <see cref="Inference"/>: the logits' way back.</summary>
    public double DeviceToHost { get; init; }
}
