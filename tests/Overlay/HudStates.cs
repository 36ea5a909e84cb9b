using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Labels;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

/// <summary>States and pictures for tests of the HUD.</summary>
internal static class HudStates
{
    /// <summary>The model of all states.</summary>
    public static AnsweringModel Model { get; } = AnsweringModel.None with
    {
        Name = "fashion-resnet18",
        ExecutionProvider = "cpu",
        Precision = "fp32",
        Sha256 = "b2fbe83b2380402239a2491af3704c1748914b12a0c273f8360d928681d01670",
    };

    /// <summary>The same with another measure of known pictures.</summary>
    public static AnsweringModel ModelBy(string measure) => Model with { Output = Model.Output with { UnknownBy = measure } };

    /// <summary>A result of three classes.</summary>
    public static HudState Sneaker(float score = 0.9f)
    {
        HudState state = new()
        {
            Source = "demo:fashion",
            Detail = HudDetail.Full,
            Now =
            {
                Model = Model,
                Known = 7.3f,
                UnknownBelow = 3.3,
                HasResult = true,
                Label = "Sneaker",
                State = ResultState.Stable,
                CaptureFps = 30,
                InferenceFps = 29.9,
                DisplayFps = 60,
                Times = Times.Of(0.4, 0.2, 6.8, 0.03, 0.8),
                AgeMs = 9.3,
                PictureAgeMs = 11,
                Processed = 1234,
                Region = new PixelRect(80, 0, 480, 480),
                TopCount = 3,
            },
        };
        state.Now.Top[0] = new HudEntry(7, "Sneaker", score);
        state.Now.Top[1] = new HudEntry(9, "Ankle boot", (1 - score) * 0.7f);
        state.Now.Top[2] = new HudEntry(5, "Sandal", (1 - score) * 0.3f);
        return state;
    }

    /// <summary>A grey BGRA picture.</summary>
    public static Mat Grey(int width = 640, int height = 480, byte brightness = 90) => new(height, width, MatType.CV_8UC4, new Scalar(brightness, brightness, brightness, 255));

    /// <summary>Draws until nothing moves any more.</summary>
    public static void Settle(HudRenderer renderer, Mat picture, HudState state)
    {
        using Mat clean = picture.Clone();
        renderer.Draw(picture, state);
        for (int i = 0; i < 3; i++)
        {
            state.Now.Seconds += 2;
            clean.CopyTo(picture);
            renderer.Draw(picture, state);
        }
    }

    /// <summary>A picture with a changed <see cref="Sneaker"/>, drawn until nothing moves any more.</summary>
    public static Mat Drawn(Action<HudState> change, int width = 640, int height = 480, byte brightness = 90)
    {
        using HudRenderer renderer = new();
        HudState state = Sneaker();
        change(state);
        Mat picture = Grey(width, height, brightness);
        Settle(renderer, picture, state);
        return picture;
    }

    /// <summary>Number of pixels within <paramref name="area"/> that differ between two pictures.</summary>
    public static int Difference(Mat a, Mat b, Rect area)
    {
        using Mat left = new(a, area);
        using Mat right = new(b, area);
        using Mat difference = new();
        Cv2.Absdiff(left, right, difference);
        using Mat single = difference.Reshape(1);
        return single.CountNonZero();
    }
}
