

namespace EdgeResNet.Tests.Build;

/// <summary>The install.sh of a published folder, into a temporary root. tests/deploy/check.sh does the same with the real app.</summary>
public sealed class InstallTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public InstallTest()
    {
        foreach (string part in new[] { "published/app", "published/model", "root" })
        {
            Directory.CreateDirectory(folder[part]);
        }

        string deploy = Path.Combine(Command.RepositoryRoot, "build", "deploy");
        foreach (string file in Directory.GetFiles(deploy))
        {
            File.Copy(file, Path.Combine(folder["published"], Path.GetFileName(file)));
        }

        File.WriteAllText(folder["published/app/EdgeResNet.EdgeApp"], "first");
        File.WriteAllText(folder["published/model/card.json"], "{}");
        File.WriteAllText(folder["published/publish.json"], "{}");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Install_updates_and_removes_and_keeps_the_configuration()
    {
        Assert.Equal(0, (await InstallAsync()).ExitCode);
        Assert.Equal("first", Installed("opt/edgeresnet/app/EdgeResNet.EdgeApp"));
        Assert.Contains("ExecStart=/opt/edgeresnet/app/EdgeResNet.EdgeApp live --model /opt/edgeresnet/model $LIVE_OPTIONS\n", Installed("etc/systemd/system/edgeresnet.service"), StringComparison.Ordinal);
        Assert.Equal("/opt/edgeresnet/app/EdgeResNet.EdgeApp", new FileInfo(folder["root/usr/local/bin/edgeresnet"]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(folder["root/etc/edgeresnet.conf"]).UnixFileMode);

        File.WriteAllText(folder["root/etc/edgeresnet.conf"], "LIVE_OPTIONS=--source camera:1\n");
        File.WriteAllText(folder["published/app/EdgeResNet.EdgeApp"], "second");
        Assert.Equal(0, (await InstallAsync()).ExitCode);
        Assert.Equal("second", Installed("opt/edgeresnet/app/EdgeResNet.EdgeApp"));
        Assert.Equal("LIVE_OPTIONS=--source camera:1\n", Installed("etc/edgeresnet.conf"));
        Assert.Equal(["edgeresnet", "edgeresnet.previous"], Directory.GetFileSystemEntries(folder["root/opt"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Assert.Equal(0, (await InstallAsync("--uninstall")).ExitCode);
        Assert.Equal(["edgeresnet.conf"], Left());
        Assert.Equal(0, (await InstallAsync("--uninstall", "--purge")).ExitCode);
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("live")]
    public async Task A_new_version_that_does_not_work_changes_nothing(string verb)
    {
        await ProgramAsync("first", "exit 0");
        Assert.Equal(0, (await InstallAsync()).ExitCode);
        string before = Installed("opt/edgeresnet/app/EdgeResNet.EdgeApp");

        await ProgramAsync("second", $"[ $1 != {verb} ] || {{ echo loading >&2; echo 'error: model.onnx: is damaged' >&2; exit 3; }}");
        CommandResult refused = await InstallAsync();
        Assert.Equal(3, refused.ExitCode);
        Assert.Equal("install.sh: the new version does not work, so nothing was changed: error: model.onnx: is damaged\n", refused.Error);
        Assert.Equal(before, Installed("opt/edgeresnet/app/EdgeResNet.EdgeApp"));
        Assert.Equal(["edgeresnet"], Directory.GetFileSystemEntries(folder["root/opt"]).Select(Path.GetFileName));
        Assert.Equal(0, (await InstallAsync("--no-check")).ExitCode);
    }

    [Fact]
    public async Task A_new_version_is_verified_and_classifies_a_picture_in_its_own_place()
    {
        Directory.CreateDirectory(folder["published/model/samples"]);
        File.WriteAllText(folder["published/model/samples/images.png"], "");
        await ProgramAsync("first", $"echo \"$@\" >>'{folder["calls"]}'");
        Assert.Equal(0, (await InstallAsync()).ExitCode);
        string model = folder["root/opt/edgeresnet.new/model"];
        Assert.Equal([$"verify --model {model}", $"live --model {model} --source {model}/samples/images.png --frames 1 --ep cpu"], File.ReadAllLines(folder["calls"]));
    }

    [Fact]
    public async Task Rollback_goes_back_and_forward_again()
    {
        Assert.Equal(3, (await InstallAsync("--rollback")).ExitCode);
        foreach (string version in new[] { "first", "second", "second" })
        {
            await ProgramAsync(version, "exit 0");
            Assert.Equal(0, (await InstallAsync("--prefix", "/srv/eye")).ExitCode); // the same version again does not push the first one out
        }

        File.WriteAllText(folder["root/etc/edgeresnet.conf"], "LIVE_OPTIONS=--source camera:1\n");
        foreach (string expected in new[] { "first", "second", "first" })
        {
            CommandResult result = await Command.RunAsync("sh", [folder["root/srv/eye/install.sh"], "--root", folder["root"], "--rollback"]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains($"# {expected}\n", Installed("srv/eye/app/EdgeResNet.EdgeApp"), StringComparison.Ordinal);
            Assert.Contains("ExecStart=/srv/eye/app/", Installed("etc/systemd/system/edgeresnet.service"), StringComparison.Ordinal);
        }

        Assert.Equal("LIVE_OPTIONS=--source camera:1\n", Installed("etc/edgeresnet.conf"));
        Assert.Equal(0, (await InstallAsync("--uninstall")).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder["root/srv"]));
    }

    [Fact]
    public async Task The_prefix_is_known_to_updates_and_to_the_removal()
    {
        Assert.Equal(0, (await InstallAsync("--prefix", "/srv/eye-1")).ExitCode);
        Assert.Equal(0, (await InstallAsync()).ExitCode);
        Assert.False(Directory.Exists(folder["root/opt"]));
        CommandResult other = await InstallAsync("--prefix", "/opt/other");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("is installed in /srv/eye-1", other.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await InstallAsync("--uninstall", "--purge")).ExitCode);
        Assert.Empty(Left());
        Assert.Empty(Directory.GetFileSystemEntries(folder["root/srv"]));
    }

    [Fact]
    public async Task No_link_leads_out_of_the_root()
    {
        foreach (string way in new[] { "opt", "etc", "usr", "var" })
        {
            Directory.CreateDirectory(folder["outside"]);
            File.CreateSymbolicLink(folder[$"root/{way}"], folder["outside"]);
            foreach (string[] arguments in (string[][])[[], ["--uninstall", "--purge"]])
            {
                CommandResult refused = await InstallAsync(arguments);
                Assert.Equal(2, refused.ExitCode);
                Assert.Contains("outside --root, because of a link", refused.Error, StringComparison.Ordinal);
            }

            File.Delete(folder[$"root/{way}"]);
            Assert.Empty(Directory.GetFileSystemEntries(folder["outside"]));
        }
    }

    [Fact]
    public async Task What_a_link_in_the_folder_names_is_installed()
    {
        File.WriteAllText(folder["library"], "from elsewhere");
        File.CreateSymbolicLink(folder["published/app/libOpenCvSharpExtern.so"], folder["library"]);
        Assert.Equal(0, (await InstallAsync()).ExitCode);
        File.Delete(folder["library"]);
        Assert.Equal("from elsewhere", Installed("opt/edgeresnet/app/libOpenCvSharpExtern.so"));
    }

    [Fact]
    public async Task A_prefix_appears_in_unit_and_command()
    {
        Assert.Equal(0, (await InstallAsync("--prefix", "/srv/eye-1")).ExitCode);
        Assert.Contains("ExecStart=/srv/eye-1/app/EdgeResNet.EdgeApp live --model /srv/eye-1/model ", Installed("etc/systemd/system/edgeresnet.service"), StringComparison.Ordinal);
        Assert.Equal("/srv/eye-1/app/EdgeResNet.EdgeApp", new FileInfo(folder["root/usr/local/bin/edgeresnet"]).LinkTarget);
    }

    [Fact]
    public async Task A_folder_with_other_content_is_left_alone()
    {
        Directory.CreateDirectory(folder["root/opt/edgeresnet"]);
        File.WriteAllText(folder["root/opt/edgeresnet/notes.txt"], "mine");
        CommandResult result = await InstallAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("holds something else", result.Error, StringComparison.Ordinal);
        await InstallAsync("--uninstall", "--purge");
        Assert.Equal("mine", Installed("opt/edgeresnet/notes.txt"));
    }

    [Theory]
    [InlineData("--prefix", "opt")]
    [InlineData("--prefix", "/opt/my apps")]
    [InlineData("--prefix", "/")]
    [InlineData("--prefix", "/../outside")]
    [InlineData("--prefix", "/opt/../../outside")]
    [InlineData("--prefix", "/opt/..")]
    [InlineData("--prefix", "/opt/.")]
    [InlineData("--prefix", "/opt//eye")]
    [InlineData("--purge")]
    [InlineData("--fast")]
    [InlineData("--prefix")]
    public async Task A_wrong_command_line_exits_2_and_changes_nothing(params string[] arguments)
    {
        Assert.Equal(2, (await InstallAsync(arguments)).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder["root"]));
    }

    // --help, which comes later, installs nothing even where the value is taken.
    [Theory]
    [InlineData("--root", "")]
    [InlineData("--prefix", "")]
    [InlineData("--uninstall", "--rollback")]
    [InlineData("--rollback", "--uninstall")]
    public async Task An_empty_folder_or_two_actions_are_refused(params string[] arguments)
    {
        CommandResult refused = await Command.RunAsync("sh", [folder["published/install.sh"], "--root", folder["root"], .. arguments, "--help"]);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith($"install.sh: {arguments[0]} ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task systemd_accepts_the_unit_and_rates_its_exposure_low()
    {
        CommandResult version = await Command.RunAsync("sh", ["-c", "command -v systemd-analyze"]);
        Assert.SkipUnless(version.ExitCode == 0, "systemd-analyze is missing; on Debian: sudo apt-get install systemd");
        await InstallAsync();
        await Command.RunAsync("chmod", ["755", folder["root/opt/edgeresnet/app/EdgeResNet.EdgeApp"]]);
        string unit = folder["root/etc/systemd/system/edgeresnet.service"];
        // systemd looks for the program on this system, where it may be missing.
        await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(unit, TestContext.Current.CancellationToken)).Replace("ExecStart=/opt", $"ExecStart={folder["root"]}/opt", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        CommandResult verified = await Command.RunAsync("systemd-analyze", ["verify", "--man=no", unit]);
        Assert.DoesNotContain("edgeresnet.service:", verified.Error, StringComparison.Ordinal);
        CommandResult security = await Command.RunAsync("systemd-analyze", ["security", "--offline=true", "--threshold=25", unit]);
        Assert.True(security.ExitCode == 0, security.Output + security.Error);
    }

    // A program that can be run, as a script.
    private async Task ProgramAsync(string version, string script)
    {
        await File.WriteAllTextAsync(folder["published/app/EdgeResNet.EdgeApp"], $"#!/bin/sh\n# {version}\n{script}\n", TestContext.Current.CancellationToken);
        await Command.RunAsync("chmod", ["755", folder["published/app/EdgeResNet.EdgeApp"]]);
    }

    private Task<CommandResult> InstallAsync(params string[] arguments) =>
        Command.RunAsync("sh", [folder["published/install.sh"], "--root", folder["root"], .. arguments]);

    private string Installed(string path) => File.ReadAllText(folder[$"root/{path}"]);

    // systemd-sysusers, where it is installed, leaves its own files.
    private string[] Left() => [.. Directory.GetFiles(folder["root"], "*edgeresnet*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!)];
}
