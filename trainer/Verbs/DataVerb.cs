using System.CommandLine;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>data</c>: what to do with data before training.</summary>
internal static class DataVerb
{
    /// <summary>The verb with its commands.</summary>
    public static Command Create() => new("data", "Look through data before training on it.")
    {
        DataCheckVerb.Create(),
    };
}
