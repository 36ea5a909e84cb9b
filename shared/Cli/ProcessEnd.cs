using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Cli;

/// <summary>Ends this process without running any more code. Not on Windows.</summary>
public static partial class ProcessEnd
{
    /// <summary>Ends it with a code at once; <see cref="Environment.Exit"/> would wait for clean-up.</summary>
    public static void Now(int code) => Exit(code);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
