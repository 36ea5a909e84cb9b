namespace EdgeResNet.Shared.Errors;

/// <summary>The command line is wrong (exit code 2).</summary>
public sealed class UsageException(string message, Exception? inner = null) : UserException(ExitCode.Usage, message, inner);
