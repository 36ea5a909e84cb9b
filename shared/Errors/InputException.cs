namespace EdgeResNet.Shared.Errors;

/// <summary>An input is not usable (exit code 3).</summary>
public sealed class InputException(string message, Exception? inner = null) : UserException(ExitCode.InputNotUsable, message, inner);
