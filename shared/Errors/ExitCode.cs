namespace EdgeResNet.Shared.Errors;

/// <summary>Exit codes of a process. Scripts depend on the numbers.</summary>
public enum ExitCode
{
    /// <summary>Success.</summary>
    Done = 0,

    /// <summary>An unexpected error; please report it.</summary>
    Unexpected = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>A model, data set, picture, recipe or system library is not usable.</summary>
    InputNotUsable = 3,

    /// <summary>A camera, network source or accelerator is not available.</summary>
    DeviceNotAvailable = 4,

    /// <summary>Ctrl-C.</summary>
    Interrupted = 130,
}
