using System.CommandLine;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>study</c>: claims about residual and dense networks, measured.</summary>
internal static class StudyVerb
{
    /// <summary>The verb with its studies.</summary>
    public static Command Create() => new("study", "Measure claims about depth, shortcuts, dense connections and teaching.")
    {
        StudyDepth.Create(),
        StudyArchitectures.Create(),
        StudyReuse.Create(),
        StudyTeach.Create(),
    };
}
