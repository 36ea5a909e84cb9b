using EdgeResNet.Tests.Tools;
using Xunit.MicrosoftTestingPlatform;

namespace EdgeResNet.Tests;

/// <summary>Runs the tests, or a measuring tool that needs internal members.</summary>
internal static class Program
{
    private const string Usage = "usage: EdgeResNet.Tests random-models DIR | kit-models DIR | smoothing-table MODEL";

    public static Task<int> Main(string[] arguments) => arguments switch
    {
        ["random-models", string folder] => Done(() => RandomModels.WriteAll(folder)),
        ["kit-models", string folder] => Done(() => KitModels.WriteAll(folder)),
        ["smoothing-table", string model] => Done(() => SmoothingTable.Write(model, Console.Out)),
        ["random-models" or "kit-models" or "smoothing-table", ..] => Refused(),
        _ => TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };

    private static Task<int> Done(Action tool)
    {
        tool();
        return Task.FromResult(0);
    }

    private static Task<int> Refused()
    {
        Console.Error.WriteLine(Usage);
        return Task.FromResult(2);
    }
}
