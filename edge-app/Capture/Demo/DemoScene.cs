using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>
/// A dark stage that shows one sample at a time; each drifts, turns, scales and changes its brightness. The same seed gives the
/// same pictures. Owns its buffers, not the samples. Allocates nothing on the managed heap after construction.
/// </summary>
internal sealed class DemoScene : IDisposable
{
    /// <summary>Size of the scene in pixels.</summary>
    public static readonly Size Size = new(640, 480);

    private const double SecondsPerObject = 1.25;
    private const double ObjectSize = 444; // pixels; the network sees the middle 480
    private const double LargestDrift = 0.06 * 480;
    private const double LargestTurn = 8; // degrees
    private const double LargestZoom = 0.08;
    private const double LargestDimming = 0.15;
    private const double FadeSeconds = 0.1;
    private const double FadeFrom = 0.75; // share of the brightness
    private const double LargestTint = 0.22; // share of red
    private const int Border = 1; // black pixels around a sample, into which its edge fades
    private const int Enlargement = 8; // done once for each object with good quality; each frame then needs only linear interpolation
    private const double Smoothing = 0.1; // in pixels of a sample: smooths slanted edges
    private readonly DemoSamples samples;
    private readonly Random random;
    private readonly double secondsPerFrame;
    private readonly int[] order;
    private readonly Picture background = new();
    private readonly Picture bordered = new();
    private readonly Picture enlarged = new();
    private readonly Picture coloured = new();
    private readonly Picture tinted = new();
    private readonly Picture lit = new();
    private readonly Picture warped = new();
    private readonly Picture placement = new();
    private DemoMotion motion;
    private long currentObject = -1;

    /// <summary>Prepares the stage.</summary>
    public DemoScene(DemoSamples samples, double framesPerSecond, int seed)
    {
        this.samples = samples;
        random = new Random(seed);
        secondsPerFrame = 1 / framesPerSecond;
        order = Enumerable.Range(0, samples.Count).ToArray();
        placement.Mat.Create(2, 3, MatType.CV_64FC1);
        bordered.Mat.Create(samples.Size.Height + (2 * Border), samples.Size.Width + (2 * Border), MatType.CV_8UC1);
        bordered.Mat.SetTo(Scalar.Black);
        using Mat painted = DemoBackground.Paint(Size, random);
        painted.CopyTo(background.Mat);
    }

    /// <summary>Draws the picture of a frame; call it with rising numbers.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    /// <param name="picture">Receives the picture, BGR.</param>
    /// <returns>The true class.</returns>
    public int Render(long frame, Picture picture)
    {
        double seconds = frame * secondsPerFrame;
        long wanted = (long)(seconds / SecondsPerObject);
        while (currentObject < wanted)
        {
            NextObject();
        }

        double age = seconds - (currentObject * SecondsPerObject);
        Light(age);
        Place(age);
        lit.WarpAffine(warped, placement, Size);
        background.Add(warped, picture);
        return samples.LabelOf(order[currentObject % order.Length]);
    }

    public void Dispose()
    {
        background.Dispose();
        bordered.Dispose();
        enlarged.Dispose();
        coloured.Dispose();
        tinted.Dispose();
        lit.Dispose();
        warped.Dispose();
        placement.Dispose();
    }

    /// <summary>Shows the next sample, in another shade; all are shown before one repeats.</summary>
    private void NextObject()
    {
        currentObject++;
        int position = (int)(currentObject % order.Length);
        if (position == 0)
        {
            random.Shuffle(order);
        }

        motion = DemoMotion.Draw(random);
        double warmth = (2 * random.NextDouble()) - 1;

        // A tint that keeps the luma 0.299 R + 0.587 G + 0.114 B, which a grey network sees.
        double red = 1 + (LargestTint * warmth);
        double blue = 1 - (1.5 * LargestTint * warmth);
        double green = (1 - (0.299 * red) - (0.114 * blue)) / 0.587;
        samples.CopyTo(order[position], bordered.Mat, Border);
        bordered.Resize(enlarged, new Size(bordered.Mat.Cols * Enlargement, bordered.Mat.Rows * Enlargement), InterpolationFlags.Cubic);
        enlarged.Blur(enlarged, Smoothing * Enlargement);
        enlarged.ConvertColor(coloured, ColorConversionCodes.GRAY2BGR);
        coloured.Multiply(tinted, new Scalar(blue, green, red));
    }

    private void Light(double age)
    {
        double fadeIn = FadeFrom + ((1 - FadeFrom) * Math.Min(1, age / FadeSeconds));
        tinted.ConvertTo(lit, MatType.CV_8UC3, fadeIn * (1 + (LargestDimming * motion.Brightness(age))));
    }

    /// <summary>The affine map from the enlarged sample's pixels to the scene's.</summary>
    private unsafe void Place(double age)
    {
        double scale = ObjectSize / (samples.Size.Height * Enlargement) * (1 + (LargestZoom * motion.Zoom(age)));
        double angle = LargestTurn * motion.Turn(age) * Math.PI / 180;
        double cos = scale * Math.Cos(angle);
        double sin = scale * Math.Sin(angle);
        double x = ((Size.Width - 1) / 2.0) + (LargestDrift * motion.DriftX(age));
        double y = ((Size.Height - 1) / 2.0) + (LargestDrift * motion.DriftY(age));
        double centreX = (lit.Mat.Cols - 1) / 2.0;
        double centreY = (lit.Mat.Rows - 1) / 2.0;
        ReadOnlySpan<double> map =
        [
            cos, -sin, x - (cos * centreX) + (sin * centreY),
            sin, cos, y - (sin * centreX) - (cos * centreY),
        ];
        map.CopyTo(new Span<double>(placement.Mat.DataPointer, map.Length));
    }
}
