using System.Reflection;
using System.Runtime.CompilerServices;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests;

internal static class NativeEnvironmentSetUp
{
    /// <summary>Runs before a test can touch ONNX Runtime or OpenCV, but not in programs that only load this assembly.</summary>
    [ModuleInitializer]
    internal static void Run()
    {
        if (Assembly.GetEntryAssembly() == typeof(NativeEnvironmentSetUp).Assembly)
        {
            Initialize();
        }
    }

    // On its own, because compiling a call into EdgeResNet.Shared already runs that assembly's module initializer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Initialize()
    {
        NativeEnvironment.Initialize();
        OpenCvEnvironment.Initialize();
    }
}
