namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>The smallest size of a camera that scales freely, and its steps (<c>v4l2_frmsize_stepwise</c>).</summary>
/// <param name="MinWidth">Least columns.</param>
/// <param name="MinHeight">Least rows.</param>
/// <param name="StepWidth">Step of the columns.</param>
/// <param name="StepHeight">Step of the rows.</param>
internal sealed record SizeRange(int MinWidth, int MinHeight, int StepWidth, int StepHeight)
{
    /// <summary>The steps, for people.</summary>
    internal string StepText => StepWidth == 1 && StepHeight == 1 ? "" : $" in steps of {StepWidth}×{StepHeight}";

    /// <summary>The possible value nearest to <paramref name="wanted"/>.</summary>
    public static int Nearest(int wanted, int least, int most, int step)
    {
        int steps = (int)Math.Round((Math.Clamp(wanted, least, most) - least) / (double)step);
        return Math.Min(least + (steps * step), most);
    }
}
