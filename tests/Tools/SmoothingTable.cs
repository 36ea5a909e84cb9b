using System.Globalization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Tools;

/// <summary>Label flips, delay and correctness for several smoothing settings, on 300 s of the demo camera without its clock.</summary>
internal static class SmoothingTable
{
    /// <summary>Writes a row for each setting of a shipped model.</summary>
    public static void Write(string model, TextWriter output)
    {
        DemoSequence sequence = new(model, seconds: 300);
        output.WriteLine($"{model}: weight  N of M  margin  energy  patience above, below | flips a minute, raw → shown | delay in ms, raw → shown | right, raw → shown | unknown");
        SmoothingSpec chosen = new();
        SmoothingSpec[] settings =
        [
            chosen,
            chosen with { Weight = 1 }, chosen with { Weight = 0.5 }, chosen with { Weight = 0.25 },
            chosen with { Votes = 1, Window = 1 }, chosen with { Votes = 2, Window = 3 }, chosen with { Votes = 4, Window = 7 },
            chosen with { Margin = 0 }, chosen with { Margin = 2 },
            chosen with { EnergyMargin = 0 }, chosen with { EnergyMargin = 0.25 }, chosen with { EnergyMargin = 1 },
            chosen with { Patience = 10 }, chosen with { Patience = 15 }, chosen with { Patience = int.MaxValue },
            chosen with { PatienceBelow = 5 }, chosen with { PatienceBelow = 15 }, chosen with { PatienceBelow = int.MaxValue },
            chosen with { Patience = int.MaxValue, PatienceBelow = int.MaxValue },
        ];
        foreach (SmoothingSpec setting in settings)
        {
            output.WriteLine(Row(sequence, setting));
        }
    }

    private static string Row(DemoSequence sequence, SmoothingSpec spec)
    {
        (int frames, int right, int shown, int unknown) = (0, 0, 0, 0);
        LabelStability labels = sequence.Play(spec, result =>
        {
            frames++;
            right += !result.IsUnknown && result.TopClasses[0] == result.Truth ? 1 : 0;
            shown += result.State != ResultState.Unknown && result.ShownClass == result.Truth ? 1 : 0;
            unknown += result.State == ResultState.Unknown ? 1 : 0;
        });
        return string.Create(CultureInfo.InvariantCulture, $"{spec.Weight,6}  {spec.Votes} of {spec.Window}  {spec.Margin,6}  {spec.EnergyMargin,6}  {Frames(spec.Patience),5}  {Frames(spec.PatienceBelow),5} | {labels.RawFlipsPerMinute,6:0.0} → {labels.FlipsPerMinute,6:0.0} | {labels.RawDelayMs,6:0} → {labels.DelayMs,6:0} | {100.0 * right / frames:0.0} % → {100.0 * shown / frames:0.0} % | {100.0 * unknown / frames:0.0} %");
    }

    private static string Frames(int patience) => patience == int.MaxValue ? "never" : patience.ToString(CultureInfo.InvariantCulture);
}
