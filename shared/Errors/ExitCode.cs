namespace EdgeResNet.Shared.Errors;

/// <summary>What a process says when it ends; the numbers are part of the contract with scripts.</summary>
public enum ExitCode
{
    /// <summary>The verb did what it was asked to do.</summary>
    Done = 0,

    /// <summary>Something that should not happen; a bug report is welcome.</summary>
    Unexpected = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>A model, data set, picture, recipe or system library cannot be used.</summary>
    InputNotUsable = 3,

    /// <summary>A camera, network source or accelerator is not available.</summary>
    DeviceNotAvailable = 4,

    /// <summary>Ctrl-C.</summary>
    Interrupted = 130,
}
