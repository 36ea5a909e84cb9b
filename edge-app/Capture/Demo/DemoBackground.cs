using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>Background of the demo camera: almost black in the network's crop, with a cool glow at the sides.</summary>
internal static class DemoBackground
{
    /// <summary>Paints a new picture, BGR, which the caller owns.</summary>
    public static Mat Paint(Size size, Random random)
    {
        double[,] coarse = new double[13, 17];
        for (int y = 0; y < 13; y++)
        {
            for (int x = 0; x < 17; x++)
            {
                coarse[y, x] = random.NextDouble();
            }
        }

        Mat picture = new(size, MatType.CV_8UC3);
        using Mat<double> grid = Mat.FromArray(coarse);
        using Mat cloud = new();
        Cv2.Resize(grid, cloud, size, interpolation: InterpolationFlags.Cubic);
        double half = size.Height / 2.0;
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                // 0 within the square that the network sees, 1 at the far sides.
                double side = Math.Clamp((Math.Abs(x - (size.Width / 2.0)) - half) / ((size.Width / 2.0) - half), 0, 1);
                double glow = side * side * (3 - (2 * side));
                double texture = cloud.At<double>(y, x);
                double grain = random.NextDouble();
                double down = (double)y / size.Height;
                double dark = (3 * texture) + grain;
                double light = glow * (12 + (14 * texture));
                picture.Set(y, x, new Vec3b(
                    Byte(dark + (light * (2.3 - (0.5 * down)))),
                    Byte(dark + (light * (1.0 + (0.5 * down)))),
                    Byte((0.8 * dark) + (light * 0.55))));
            }
        }

        return picture;
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
