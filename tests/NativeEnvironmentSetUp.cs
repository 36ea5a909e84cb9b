using System.Runtime.CompilerServices;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests;

internal static class NativeEnvironmentSetUp
{
    /// <summary>A test may touch ONNX Runtime before anything of EdgeResNet.Shared; this comes before both.</summary>
    [ModuleInitializer]
    internal static void Run() => NativeEnvironment.Initialize();
}
