namespace EdgeResNet.Shared.Errors;

/// <summary>An error that a user can act on. Its message is one line: what, where, what to do.</summary>
public abstract class UserException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the process if the exception is not handled.</summary>
    public ExitCode Code { get; } = code;
}
