using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Draws what nobody sees until the code of the HUD is compiled, with a renderer of its own, so that no frame waits for the compiler.</summary>
internal static class HudWarmUp
{
    private const int Drawings = 60; // the runtime compiles a method anew after 30 calls
    private const int TopK = 5;

    /// <summary>Takes a tenth of a second.</summary>
    public static void Run(IReadOnlyList<string> labels)
    {
        using HudRenderer renderer = new();
        using Mat picture = new(480, 640, MatType.CV_8UC4, Scalar.Black);
        HudState state = new(TopK) { Model = "warm-up", Provider = "cpu", Precision = "fp32", Sha256 = new string('0', 64), Source = "warm-up", HasResult = true, Region = new PixelRect(80, 0, 480, 480) };
        for (int i = 0; i < Drawings; i++)
        {
            Describe(state, labels, i);
            renderer.Draw(picture, state);
        }
    }

    private static void Describe(HudState state, IReadOnlyList<string> labels, int i)
    {
        state.Seconds = i / FrameClock.DefaultHertz;
        state.State = (ResultState)(i / 10 % 3);
        state.TopCount = Math.Min(TopK, labels.Count);
        for (int k = 0; k < state.TopCount; k++)
        {
            int label = (k + (i / 10)) % labels.Count; // bars change their places
            state.Top[k] = new HudEntry(label, labels[label], 1f / (k + 2));
        }

        state.Label = state.Top[0].Label;
        state.Truth = state.Label;
        (state.CaptureFps, state.InferenceFps, state.DisplayFps) = (30 + (i / 10), 30, 30);
        (state.AgeMs, state.Stages) = (2 + (i / 10), new StageTimes(0.1, 0.2, 1.1, 0.01, 1));
        (state.Captured, state.Processed, state.Dropped) = (i, i, i / 10);
        state.Message = i % 20 < 10 ? "warm-up" : null;
        state.Banner = i is > 40 and < 50 ? "warm-up" : null;
    }
}
