using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Tests.Labels;

namespace EdgeResNet.Tests.Sinks;

/// <summary>Results for sinks of changes, from a network with the classes <c>cat</c>, <c>dog</c> and <c>$(id)"</c>.</summary>
internal static class Results
{
    /// <summary>Their source.</summary>
    public const string Source = "camera:0";

    /// <summary>Their model.</summary>
    public static AnsweringModel Model { get; } = ModelOf(new string('a', 64), "cat", "dog", "$(id)\"") with { Name = "pets" };

    /// <summary>A stable class.</summary>
    public static FrameResult Stable(int label, long frame = 0) => Of(ResultState.Stable, frame, label);

    /// <summary>Any result.</summary>
    public static FrameResult Of(ResultState state, long frame = 0, int label = 0)
    {
        FrameResult result = new(2) { Model = Model, Time = DateTime.UtcNow, Frame = frame, Times = Times.Of(), ShownClass = label, State = state };
        Rank(result, (label, 0.75f), ((label + 1) % 3, 0.25f));
        return result;
    }

    /// <summary>Sets the best classes.</summary>
    public static void Rank(FrameResult result, params ReadOnlySpan<(int Class, float Score)> best)
    {
        result.TopCount = best.Length;
        for (int i = 0; i < best.Length; i++)
        {
            (result.TopClasses[i], result.TopScores[i]) = best[i];
        }
    }

    /// <summary>A model with these labels.</summary>
    public static AnsweringModel ModelOf(string sha256, params string[] labels) => AnsweringModel.None with
    {
        Name = "m",
        Sha256 = sha256,
        Precision = "fp32",
        ExecutionProvider = "cpu",
        Output = AnsweringModel.None.Output with { Labels = labels },
    };
}
