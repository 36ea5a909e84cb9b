namespace EdgeResNet.Trainer.Checks;

/// <summary>Kinds of findings in a report, and the values of <c>--fail-on</c>.</summary>
internal enum DataFault
{
    /// <summary>Files that training refuses.</summary>
    Unreadable,

    /// <summary>Classes that a split lacks.</summary>
    Classes,

    /// <summary>Groups of copies or near copies in more than one split.</summary>
    Leaks,

    /// <summary>Groups of copies or near copies with more than one label.</summary>
    Conflicts,

    /// <summary>All groups of copies or near copies, including leaks and conflicts.</summary>
    Duplicates,

    /// <summary>Pictures that differ from the rest.</summary>
    Outliers,

    /// <summary>Labels that may be wrong.</summary>
    Labels,
}

/// <summary>Counts the findings of a report.</summary>
internal static class DataFaults
{
    /// <summary>Number of findings of a kind.</summary>
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
