using System.Runtime.InteropServices;

/// <summary>
/// Loaded into a program by DOTNET_STARTUP_HOOKS, before its first line: notes the value that native code sees of a variable at the
/// moment when ONNX Runtime's assembly is loaded and when the process ends; or runs code of a test instead of the program.
/// Name and namespace are given by .NET.
/// </summary>
internal static partial class StartupHook
{
    /// <summary>Environment variable with the name of the variable to watch.</summary>
    public const string Watched = "EDGERESNET_TEST_WATCHED";

    /// <summary>Environment variable with the file for the notes.</summary>
    public const string Notes = "EDGERESNET_TEST_NOTES";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(EdgeResNet.Tests.Capture.Camera.CameraLosses.Order) is string losses)
        {
            EdgeResNet.Tests.Capture.Camera.CameraLosses.Run(losses);
            Environment.Exit(0);
        }

        if (Environment.GetEnvironmentVariable(EdgeResNet.Tests.Capture.Camera.CameraProbe.Order) is string probe)
        {
            EdgeResNet.Tests.Capture.Camera.CameraProbe.Run(probe);
            Environment.Exit(0);
        }

        string watched = Environment.GetEnvironmentVariable(Watched)!;
        string notes = Environment.GetEnvironmentVariable(Notes)!;
        Note("start");
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            if (loaded.LoadedAssembly.GetName().Name == "Microsoft.ML.OnnxRuntime")
            {
                Note("runtime");
            }
        };
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Note("end");

        void Note(string moment) => File.AppendAllText(notes, $"{moment} {Marshal.PtrToStringUTF8(GetEnvironment(watched)) ?? "unset"}\n");
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
