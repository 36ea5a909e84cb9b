using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Cli;

/// <summary>The end of this process when nothing more may run in it. Not on Windows.</summary>
public static partial class ProcessEnd
{
    /// <summary>Ends it with a code, at once; <see cref="Environment.Exit"/> waits for clean-up of its own and that of libraries.</summary>
    public static void Now(int code) => Exit(code);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
