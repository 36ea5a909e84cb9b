namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Where the milliseconds of one frame went.</summary>
/// <param name="Capture">Reading or decoding, without the wait for the picture.</param>
/// <param name="Preprocess">Crop, resize, colour.</param>
/// <param name="Inference">The network.</param>
/// <param name="Postprocess">Softmax, top-k, state.</param>
/// <param name="Overlay">The last drawing of the HUD, which runs on the display's clock; 0 without a picture sink.</param>
internal readonly record struct StageTimes(double Capture, double Preprocess, double Inference, double Postprocess, double Overlay);
