namespace EdgeResNet.Trainer.Checks;

/// <summary>Kinds of findings: what <c>--fail-on</c> takes, and what a report counts.</summary>
internal enum DataFault
{
    /// <summary>Files that training refuses.</summary>
    Unreadable,

    /// <summary>Classes that a split lacks.</summary>
    Classes,

    /// <summary>Groups of the same picture, or nearly, in more than one split.</summary>
    Leaks,

    /// <summary>Groups of the same picture, or nearly, with more than one label.</summary>
    Conflicts,

    /// <summary>Groups of the same picture, or nearly; the leaks and conflicts too.</summary>
    Duplicates,

    /// <summary>Pictures that differ from the rest.</summary>
    Outliers,

    /// <summary>Labels that may be wrong.</summary>
    Labels,
}

/// <summary>Counts the findings of a report.</summary>
internal static class DataFaults
{
    /// <summary>How many of a kind there are.</summary>
    public static int Count(this DataCheckReport report, DataFault fault) => fault switch
    {
        DataFault.Unreadable => report.Files.Count(file => file.Fault == FileFault.Unreadable),
        DataFault.Classes => report.ClassFindings.Count,
        DataFault.Leaks => report.Duplicates.Count(group => group.Leak),
        DataFault.Conflicts => report.Duplicates.Count(group => group.Conflict),
        DataFault.Duplicates => report.Duplicates.Count,
        DataFault.Outliers => report.Outliers.Count,
        DataFault.Labels => report.Labels?.Suspects.Count ?? 0,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
