using System.Reflection;
using System.Runtime.CompilerServices;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests;

internal static class NativeEnvironmentSetUp
{
    /// <summary>A test may touch ONNX Runtime before anything of EdgeResNet.Shared; this comes before both. Not in the programs that a test loads this assembly into.</summary>
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
    private static void Initialize() => NativeEnvironment.Initialize();
}
