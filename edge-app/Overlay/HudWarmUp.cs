using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Draws hidden pictures with its own renderer until the HUD's code is compiled, so that no frame waits for the compiler.</summary>
internal static class HudWarmUp
{
    private const int Drawings = 80; // the runtime recompiles a method after 30 calls

    /// <summary>Takes a tenth of a second.</summary>
    public static void Run(IReadOnlyList<string> labels)
    {
        using HudRenderer renderer = new();
        using Mat picture = new(480, 640, MatType.CV_8UC4, Scalar.Black);
        HudState state = new() { Source = "warm-up" };
        (state.Now.HasResult, state.Now.Region) = (true, new PixelRect(80, 0, 480, 480));
        state.Now.Model = AnsweringModel.None with { Name = "warm-up", ExecutionProvider = "cpu", Precision = "fp32", Sha256 = new string('0', 64) };
        for (int i = 0; i < Drawings; i++)
        {
            Describe(state, labels, i);
            renderer.Draw(picture, state);
        }
    }

    private static void Describe(HudState state, IReadOnlyList<string> labels, int i)
    {
        state.Detail = i % 2 == 0 ? HudDetail.Full : HudDetail.Compact;
        state.Now.Seconds = i / FrameClock.DefaultHertz;
        state.Now.State = (ResultState)(i / 10 % 3);
        state.Now.TopCount = Math.Min(HudTop.Length, labels.Count);
        for (int k = 0; k < state.Now.TopCount; k++)
        {
            int label = (k + (i / 10)) % labels.Count; // makes bars swap places
            state.Now.Top[k] = new HudEntry(label, labels[label], 1f / (k + 2));
        }

        state.Now.Label = state.Now.Top[0].Label;
        state.Now.Truth = state.Now.Label;
        (state.Now.CaptureFps, state.Now.InferenceFps, state.Now.DisplayFps) = (30 + (i / 10), 30, 30);
        (state.Now.AgeMs, state.Now.Times) = (2 + (i / 10), new FrameTimes { Prepared = 200_000, Returned = 1_300_000, Finished = 1_310_000, CaptureMs = 0.1, OverlayMs = 1 });
        (state.Now.Processed, state.Now.Dropped) = (i, i / 10);
        state.Now.Message = i % 20 < 10 ? "warm-up" : null;
        state.Now.Banner = i is > 40 and < 50 ? "warm-up" : null;
    }
}
