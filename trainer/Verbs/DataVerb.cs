using System.CommandLine;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>data</c>: work with data before training.</summary>
internal static class DataVerb
{
    /// <summary>The verb with its commands.</summary>
    public static Command Create() => new("data", "Check data before training on it.")
    {
        DataCheckVerb.Create(),
    };
}
