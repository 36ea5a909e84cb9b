
namespace EdgeResNet.Tests.Build;

/// <summary><c>./edgeresnet publish</c> with a `dotnet` that only records its arguments.</summary>
public sealed class PublishTest : IDisposable
{
    private static readonly string bundle = Path.Combine(Command.RepositoryRoot, "models", "fashion-resnet18");
    private readonly LauncherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--rid 'win-x64' is not known; use linux-x64 or linux-arm64.", "--rid", "win-x64", "--model", "m", "--out", "o")]
    [InlineData("publish needs --rid, --model and --out", "--rid", "linux-x64", "--out", "o")]
    [InlineData("publish: --out needs a value", "--rid", "linux-x64", "--model", "m", "--out")]
    [InlineData("publish: --rid needs a value", "--rid", "", "--model", "m", "--out", "o")]
    [InlineData("publish does not know '--fast'", "--fast")]
    public async Task A_wrong_command_line_exits_2(string reason, params string[] arguments)
    {
        CommandResult result = await folder.RunAsync(["publish", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("edgeresnet: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Builds);
    }

    [Fact]
    public async Task A_bundle_that_fails_verification_exits_3_and_leaves_nothing()
    {
        CommandResult result = await PublishAsync("linux-x64", [], ("FAKE_EXIT", "3"));
        Assert.Equal(3, result.ExitCode);
        Assert.Empty(folder.Publishes);
        Assert.Empty(Directory.GetFileSystemEntries(folder.PathOf("tools"), "out*"));
    }

    [Fact]
    public async Task A_single_file_is_refused_as_a_bundle()
    {
        CommandResult result = await folder.RunAsync("publish", "--rid", "linux-x64", "--model", Path.Combine(bundle, "model.onnx"), "--out", Out);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("publish takes a bundle folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publish_without_its_packages_exits_3_names_them_and_leaves_nothing()
    {
        await folder.RunAsync("live");
        await File.WriteAllTextAsync(folder.PathOf("compiler-error"), "/x.csproj : error NU1101: Unable to find package OpenCvSharp4.runtime.linux-arm64.\n", TestContext.Current.CancellationToken);
        CommandResult result = await PublishAsync("linux-arm64", []);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("package OpenCvSharp4.runtime.linux-arm64 of any version was not found (NU1101)", result.Error, StringComparison.Ordinal);
        Assert.Contains("use --opencv", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.PathOf("tools"), "out*"));
    }

    [Fact]
    public async Task The_published_folder_is_complete_and_names_its_model()
    {
        CommandResult result = await PublishAsync("linux-x64", []);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(
            ["LICENSE", "README.md", "app", "edgeresnet.conf", "edgeresnet.service", "edgeresnet.sysusers", "install.sh", "model", "publish.json"],
            Directory.GetFileSystemEntries(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(bundle, "model.onnx"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(Out, "model", "model.onnx"), TestContext.Current.CancellationToken));
        Assert.Contains("\"rid\": \"linux-x64\", \"model\": \"fashion-resnet18\"", await ReadAsync("publish.json"), StringComparison.Ordinal);
        foreach (string file in new[] { "README.md", "edgeresnet.service", "install.sh" })
        {
            string text = await ReadAsync(file);
            Assert.DoesNotContain("@RID@", text, StringComparison.Ordinal);
            Assert.DoesNotContain("@MODEL@", text, StringComparison.Ordinal);
        }

        string publish = Assert.Single(folder.Publishes);
        Assert.Contains(" -r linux-x64 --self-contained ", publish, StringComparison.Ordinal);
        Assert.Contains(" -p:PublishReadyToRun=true ", publish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_links_in_the_bundle_name_is_published_and_odd_files_are_refused()
    {
        string linked = folder.PathOf("tools/linked");
        Directory.CreateDirectory(linked);
        foreach (string file in new[] { "card.json", "model.onnx" })
        {
            File.CreateSymbolicLink(Path.Combine(linked, file), Path.Combine(bundle, file));
        }

        File.CreateSymbolicLink(Path.Combine(linked, "samples"), Path.Combine(bundle, "samples"));
        CommandResult result = await folder.RunAsync("publish", "--rid", "linux-x64", "--model", linked, "--out", Out);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(Directory.GetFileSystemEntries(Path.Combine(Out, "model"), "*", SearchOption.AllDirectories), entry => Assert.Null(new FileInfo(entry).LinkTarget));
        Assert.True(File.Exists(Path.Combine(Out, "model/samples/images.png")));

        await Command.RunAsync("mkfifo", [Path.Combine(linked, "pipe")]);
        CommandResult refused = await folder.RunAsync("publish", "--rid", "linux-x64", "--model", linked, "--out", Out);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("neither file nor folder", refused.Error, StringComparison.Ordinal);
        File.Delete(Path.Combine(linked, "pipe"));
        File.CreateSymbolicLink(Path.Combine(linked, "gone"), "/nowhere/at/all");
        Assert.Equal(3, (await folder.RunAsync("publish", "--rid", "linux-x64", "--model", linked, "--out", Out)).ExitCode);
    }

    [Fact]
    public async Task Publish_replaces_only_an_older_publish()
    {
        await PublishAsync("linux-x64", []);
        await File.WriteAllTextAsync(Path.Combine(Out, "app", "old.dll"), "", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await PublishAsync("linux-x64", [])).ExitCode);
        Assert.False(File.Exists(Path.Combine(Out, "app", "old.dll")));
        Assert.Equal(["out"], Directory.GetFileSystemEntries(folder.PathOf("tools"), "out*").Select(Path.GetFileName));

        File.Delete(Path.Combine(Out, "publish.json"));
        CommandResult refused = await PublishAsync("linux-x64", []);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is no publish of EdgeResNet", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "README.md")));
    }

    [Fact]
    public async Task A_build_for_another_processor_is_not_published()
    {
        CommandResult app = await PublishAsync("linux-arm64", ["--opencv", "none"]); // the fake app is of this machine
        Assert.Equal(1, app.ExitCode);
        Assert.Contains("app/EdgeResNet.EdgeApp is not built for linux-arm64", app.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));

        CommandResult library = await PublishAsync("linux-arm64", ["--opencv", folder.PathOf("edgeresnet")]);
        Assert.Equal(3, library.ExitCode);
        Assert.Contains("is no library for linux-arm64", library.Error, StringComparison.Ordinal);
    }

    private string Out => folder.PathOf("tools/out");

    private Task<CommandResult> PublishAsync(string rid, string[] more, params (string Name, string? Value)[] environment) =>
        folder.RunAsync(["publish", "--rid", rid, "--model", bundle, $"--out={Out}", .. more], environment);

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Out, file), TestContext.Current.CancellationToken);
}
