namespace EdgeResNet.Shared.Errors;

/// <summary>A device or source is not available (exit code 4).</summary>
public class DeviceException(string message, Exception? inner = null) : UserException(ExitCode.DeviceNotAvailable, message, inner);
