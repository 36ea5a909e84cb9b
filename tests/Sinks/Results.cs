using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.Tests.Labels;

namespace EdgeResNet.Tests.Sinks;

/// <summary>Results for sinks of changes, from a network with the classes <c>cat</c>, <c>dog</c> and <c>$(id)"</c>.</summary>
internal static class Results
{
    /// <summary>Their origin.</summary>
    public static EventOrigin Origin { get; } = new("camera:0", ["cat", "dog", "$(id)\""], "pets", "cpu", "fp32", new string('a', 64), 2);

    /// <summary>A stable class.</summary>
    public static FrameResult Stable(int label, long frame = 0) => Of(ResultState.Stable, frame, label);

    /// <summary>Any result.</summary>
    public static FrameResult Of(ResultState state, long frame = 0, int label = 0) => new(2)
    {
        Time = DateTime.UtcNow,
        Frame = frame,
        Times = Times.Of(),
        TopClasses = { [0] = label, [1] = (label + 1) % 3 },
        TopScores = { [0] = 0.75f, [1] = 0.25f },
        ShownClass = label,
        State = state,
    };
}
