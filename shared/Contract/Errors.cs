namespace EdgeResNet.Shared.Contract;

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

/// <summary>An error that a user can act on: its message is one line that says what is wrong, with what, and what to do.</summary>
public abstract class UserException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code with which the process ends when nobody handles this.</summary>
    public ExitCode Code { get; } = code;
}

/// <summary>The command line is wrong (exit code 2).</summary>
public sealed class UsageException(string message, Exception? inner = null) : UserException(ExitCode.Usage, message, inner);

/// <summary>An input is not usable (exit code 3).</summary>
public sealed class InputException(string message, Exception? inner = null) : UserException(ExitCode.InputNotUsable, message, inner);

/// <summary>A device or source is not available (exit code 4).</summary>
public sealed class DeviceException(string message, Exception? inner = null) : UserException(ExitCode.DeviceNotAvailable, message, inner);
