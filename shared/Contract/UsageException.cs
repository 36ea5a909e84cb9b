namespace EdgeResNet.Shared.Contract;

/// <summary>The command line is wrong (exit code 2).</summary>
public sealed class UsageException(string message, Exception? inner = null) : UserException(ExitCode.Usage, message, inner);
