using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

/// <summary>Text has a contrast of 4.5:1 over white and black pictures (WCAG 2.2, 1.4.3).</summary>
public sealed class HudContrastTest
{
    /// <summary>Places with text: x, y, width and height at 640×480.</summary>
    public static TheoryData<string, string, int[]> Places
    {
        get
        {
            TheoryData<string, string, int[]> places = [];
            foreach (ResultState state in Enum.GetValues<ResultState>())
            {
                places.Add(nameof(HudDetail.Compact), state.ToString(), [22, 436, 90, 30]); // label
                places.Add(nameof(HudDetail.Full), state.ToString(), [42, 382, 60, 14]); // state
                places.Add(nameof(HudDetail.Full), state.ToString(), [30, 404, 180, 34]); // label
                places.Add(nameof(HudDetail.Full), state.ToString(), [30, 444, 200, 18]); // figures
                places.Add(nameof(HudDetail.Full), state.ToString(), [271, 381, 60, 14]); // name of the first bar
                places.Add(nameof(HudDetail.Full), state.ToString(), [271, 406, 70, 16]); // of the second
                places.Add(nameof(HudDetail.Full), state.ToString(), [580, 385, 36, 15]); // its score
            }

            places.Add(nameof(HudDetail.Full), nameof(ResultState.Stable), [26, 22, 100, 16]); // source
            places.Add(nameof(HudDetail.Full), nameof(ResultState.Stable), [26, 40, 80, 14]); // model
            places.Add(nameof(HudDetail.Full), nameof(ResultState.Stable), [26, 58, 60, 12]); // frames
            places.Add(nameof(HudDetail.Full), nameof(ResultState.Stable), [458, 56, 60, 10]); // 1 % low
            places.Add(nameof(HudDetail.Full), nameof(ResultState.Stable), [470, 122, 60, 12]); // a stage
            places.Add(nameof(HudDetail.Full), nameof(ResultState.Stable), [456, 96, 22, 10]); // the graph's axis
            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Text_is_readable_over_white_and_black(string detail, string state, int[] place)
    {
        foreach (byte brightness in (byte[])[0, 255])
        {
            using Mat picture = HudStates.Drawn(hud => (hud.Detail, hud.Now.State, hud.Now.Known) = (Enum.Parse<HudDetail>(detail), Enum.Parse<ResultState>(state), state == nameof(ResultState.Unknown) ? 2 : 7.3f), 640, 480, brightness);
            using Mat text = new(picture, new Rect(place[0], place[1], place[2], place[3]));
            Assert.InRange(Contrast(text), 4.5, 21);
        }
    }

    // Between the brightest pixel, which is the middle of a stroke, and the darkest, which is the panel.
    private static double Contrast(Mat area)
    {
        double brightest = 0;
        double darkest = 1;
        (int rows, int columns) = (area.Rows, area.Cols);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                double luminance = Luminance(area.At<Vec4b>(y, x));
                (brightest, darkest) = (Math.Max(brightest, luminance), Math.Min(darkest, luminance));
            }
        }

        return (brightest + 0.05) / (darkest + 0.05);
    }

    private static double Luminance(Vec4b pixel) => (0.0722 * Linear(pixel.Item0)) + (0.7152 * Linear(pixel.Item1)) + (0.2126 * Linear(pixel.Item2));

    private static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);
}
