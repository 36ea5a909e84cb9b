using System.Diagnostics;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>The NuGet package with the backbone's weights. It is in NuGet's folder, or the .NET SDK restores it there.</summary>
internal static class BackbonePackage
{
    /// <summary>Name of the package.</summary>
    public const string Id = "Microsoft.ML.DnnImageFeaturizer.ResNet18";

    /// <summary>Its version.</summary>
    public const string Version = "0.23.1";

    private const string File = "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx";

    /// <summary>Path of the model in the package.</summary>
    /// <param name="report">Receives a line before a download.</param>
    /// <param name="environment">Value of an environment variable; absent: this process's.</param>
    /// <param name="stop">Ends a restore.</param>
    /// <exception cref="InputException">The package is missing and cannot be restored.</exception>
    public static string Find(Action<string> report, Func<string, string?>? environment = null, CancellationToken stop = default)
    {
        environment ??= Environment.GetEnvironmentVariable;
        string packages = environment("NUGET_PACKAGES") is { Length: > 0 } chosen ? chosen
            : Path.Combine(environment("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string path = Path.Combine(packages, Id.ToLowerInvariant(), Version, File);
        if (!System.IO.File.Exists(path))
        {
            report($"fetching the ImageNet backbone, NuGet package {Id} {Version} (59 MB), once");
            Restore(packages, environment, stop);
        }

        return System.IO.File.Exists(path) ? path : throw Missing($"{path} is not there after the restore");
    }

    // A project that only downloads the package: a reference would add ML.NET.
    private static void Restore(string packages, Func<string, string?> environment, CancellationToken stop)
    {
        using ScratchFolder scratch = new("restore");
        string folder = scratch.Path;
        string project = Path.Combine(folder, "backbone.csproj");
        System.IO.File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
              <ItemGroup><PackageDownload Include="{Id}" Version="[{Version}]" /></ItemGroup>
            </Project>
            """);
        ProcessStartInfo start = new(Sdk(environment)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (string argument in (string[])["restore", project, "--packages", packages, "-v", "quiet", "--tl:off"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start) ?? throw Missing("dotnet did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            process.WaitForExitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        stop.ThrowIfCancellationRequested(); // Ctrl-C in a terminal ends the SDK too
        if (process.ExitCode != 0)
        {
            throw Missing((output.Result + errors.Result).Split('\n').Select(line => line.Split(": error ", 2)).FirstOrDefault(parts => parts.Length == 2)?[1].Trim() ?? $"dotnet restore ended with {process.ExitCode}");
        }
    }

    private static string Sdk(Func<string, string?> environment) =>
        (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, "dotnet")).FirstOrDefault(System.IO.File.Exists)
        ?? throw Missing("this machine has no .NET SDK");

    private static InputException Missing(string reason) => new(
        $"the ImageNet backbone is not in the cache and cannot be fetched ({reason}); on a machine with a network and the .NET SDK run ./edgeresnet pull {ImageNetBackbone.Name}, and copy the file that it names into the folder backbones of this machine's cache");
}
