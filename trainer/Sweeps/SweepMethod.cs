namespace EdgeResNet.Trainer.Sweeps;

/// <summary>The values of a sweep's <c>method</c>.</summary>
internal static class SweepMethod
{
    /// <summary>Every combination of the values.</summary>
    public const string Grid = "grid";

    /// <summary>Independent draws (Bergstra and Bengio, 2012).</summary>
    public const string Random = "random";

    /// <summary>Draws, of which the better go on with more epochs (Jamieson and Talwalkar, 2016).</summary>
    public const string Halving = "halving";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Grid, Random, Halving];
}
