namespace EdgeResNet.Shared.Errors;

/// <summary>An error that a user can act on: its message is one line that says what is wrong, with what, and what to do.</summary>
public abstract class UserException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code with which the process ends when nobody handles this.</summary>
    public ExitCode Code { get; } = code;
}
