using System.Text.RegularExpressions;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Build;

public sealed partial class LauncherTest : IDisposable
{
    private readonly LauncherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Launcher_without_a_verb_lists_the_verbs_and_builds_nothing()
    {
        CommandResult result = await folder.RunAsync();
        Assert.Equal(0, result.ExitCode);
        foreach (string verb in new[] { "setup", "test", "train", "evaluate", "export", "pull", "describe", "throughput", "demo", "live", "classify", "devices", "verify", "publish", "completion" })
        {
            Assert.Contains($"\n  {verb} ", result.Output, StringComparison.Ordinal);
        }
        Assert.Empty(folder.Builds);
    }

    [Fact]
    public void The_launcher_is_executable()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows knows no executable bit.");
            return;
        }
        UnixFileMode mode = File.GetUnixFileMode(Path.Combine(Command.RepositoryRoot, "edgeresnet"));
        Assert.True(mode.HasFlag(UnixFileMode.UserExecute));
    }

    [Theory]
    [InlineData("tain", "did you mean train? ")]
    [InlineData("tarin", "did you mean train? ")]
    [InlineData("Verify", "did you mean verify? ")]
    [InlineData("throughputs", "did you mean throughput? ")]
    [InlineData("calib", "did you mean calibrate? ")]
    [InlineData("lve", "did you mean live? ")]
    [InlineData("retrian", "did you mean retrain? ")]
    [InlineData("de", "did you mean describe or demo or devices? ")]
    [InlineData("xyzzy", "")]
    [InlineData("--model", "")]
    [InlineData("--hepl", "did you mean --help? ")]
    public async Task An_unknown_verb_exits_2_and_names_the_nearest_in_one_line(string verb, string meant)
    {
        CommandResult result = await folder.RunAsync(verb);
        Assert.Equal((2, $"edgeresnet: unknown verb '{verb}'; {meant}'./edgeresnet' lists the verbs.\n", ""), (result.ExitCode, result.Error, result.Output));
    }

    [Theory]
    [InlineData("a\u001b[2Jb\nc", "a?[2Jb?c")]
    [InlineData("0123456789012345678901234567890123456789 and more", "0123456789012345678901234567890123456789…")]
    public async Task An_unknown_verb_is_shown_on_one_line(string verb, string shown)
    {
        CommandResult result = await folder.RunAsync(verb);
        Assert.Equal((2, $"edgeresnet: unknown verb '{shown}'; './edgeresnet' lists the verbs.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("completion bash")]
    public async Task A_full_stdout_exits_3_with_one_line(string line)
    {
        CommandResult result = await Command.RunAsync("sh", ["-c", $"'{folder.PathOf("edgeresnet")}' {line} >/dev/full"]);
        Assert.Equal((3, "edgeresnet: stdout: cannot be written; make room, or send the output elsewhere\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--filter-class", "A.B", "-h")]
    public async Task Help_of_the_tests_builds_nothing(params string[] arguments)
    {
        CommandResult result = await folder.RunAsync(["test", .. arguments]);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Usage: ./edgeresnet test ", result.Output, StringComparison.Ordinal);
        Assert.Empty(folder.Builds);
    }

    [Fact]
    public async Task The_version_is_told_without_a_build()
    {
        CommandResult result = await folder.RunAsync("--version");
        Assert.Equal((0, "edgeresnet 1.2.3\n"), (result.ExitCode, result.Output));
        Assert.Empty(folder.Builds);
        foreach (string program in new[] { "EdgeResNet.Trainer", "EdgeResNet.EdgeApp" })
        {
            CommandResult own = await Command.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll"), "--version"]);
            Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", own.Output);
        }
    }

    [Theory]
    [InlineData(SignalledProgram.Terminate)]
    [InlineData(SignalledProgram.HangUp)]
    [InlineData(SignalledProgram.Interrupt)]
    public async Task A_signal_during_a_build_ends_the_build_and_the_launcher_with_130(int signal)
    {
        await using SignalledProgram launcher = folder.Start(["train"], ("FAKE_BUILD_SECONDS", "120"));
        Eventually.True(() => folder.Builds.Length > 0, () => launcher.Errors);
        launcher.Send(signal);
        Assert.Equal(130, await launcher.EndAsync());
        CommandResult next = await folder.RunAsync("train"); // its lock is free
        Assert.Equal(0, next.ExitCode);
        Assert.DoesNotContain("waiting for another build", next.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "trainer/EdgeResNet.Trainer")]
    [InlineData("evaluate", "trainer/EdgeResNet.Trainer")]
    [InlineData("demo", "edge-app/EdgeResNet.EdgeApp")]
    [InlineData("verify", "edge-app/EdgeResNet.EdgeApp")]
    public async Task A_verb_builds_only_its_program_in_Release_and_runs_it(string verb, string program)
    {
        CommandResult result = await folder.RunAsync(verb);
        Assert.Equal(0, result.ExitCode);
        string build = Assert.Single(folder.Builds);
        Assert.StartsWith($"{folder.PathOf(program)}.csproj -c Release -p:Accelerator=cpu ", build, StringComparison.Ordinal);
        string output = folder.PathOf($"{Path.GetDirectoryName(program)}/bin/Release/net10.0/{Path.GetFileName(program)}.dll");
        Assert.Contains($"argument <{output}>\nargument <{verb}>\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_and_exit_codes_pass_unchanged()
    {
        CommandResult result = await folder.RunAsync(["classify", "--json", "my photos/*.jpg", ""], ("FAKE_EXIT", "4"));
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("argument <classify>\nargument <--json>\nargument <my photos/*.jpg>\nargument <>\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_launcher_execs_the_program_so_that_signals_reach_it()
    {
        CommandResult result = await folder.RunAsync("live");
        Assert.Contains($"process {result.ProcessId}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_receives_the_launchers_path()
    {
        CommandResult result = await folder.RunAsync("live");
        Assert.Contains($"\nEDGERESNET_LAUNCHER={folder.PathOf("edgeresnet")}\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("live")]
    public async Task Programs_start_with_ONNX_Runtime_telemetry_off(string verb)
    {
        CommandResult result = await folder.RunAsync(verb);
        Assert.Contains("\nORT_DISABLE_TELEMETRY=1\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_trainer_keeps_freed_memory_between_steps()
    {
        CommandResult trainer = await folder.RunAsync("train");
        CommandResult edge = await folder.RunAsync("live");
        Assert.Contains("\nMALLOC_TRIM_THRESHOLD_=", trainer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MALLOC_", edge.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_users_programs_go_before_those_beside_dotnet()
    {
        Directory.CreateDirectory(folder.PathOf("mine"));
        foreach (string tool in new[] { "tools", "mine" })
        {
            File.CreateSymbolicLink(folder.PathOf($"{tool}/ffmpeg"), Path.Combine(Command.RepositoryRoot, "tests", "Build", "fake-dotnet"));
        }

        CommandResult result = await folder.RunAsync(["verify"], ("PATH", $"{folder.PathOf("mine")}:{folder.PathOf("tools")}:{Environment.GetEnvironmentVariable("PATH")}"));
        Assert.Contains($"ffmpeg {folder.PathOf("mine/ffmpeg")}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_up_to_date_program_is_not_rebuilt()
    {
        await folder.RunAsync("live");
        CommandResult second = await folder.RunAsync("devices");
        Assert.Single(folder.Builds);
        Assert.Empty(second.Error);
    }

    [Theory]
    [InlineData("shared/Shared.cs", 2)]
    [InlineData("trainer/Trainer.cs", 2)]
    [InlineData("Directory.Packages.props", 2)]
    [InlineData("edge-app/EdgeResNet.EdgeApp.csproj", 1)]
    public async Task A_changed_source_triggers_a_rebuild(string source, int builds)
    {
        await folder.RunAsync("train");
        File.SetLastWriteTimeUtc(folder.PathOf(source), DateTime.UtcNow.AddSeconds(1));
        await folder.RunAsync("train");
        Assert.Equal(builds, folder.Builds.Length);
    }

    [Fact]
    public async Task A_deleted_source_triggers_a_rebuild()
    {
        await folder.RunAsync("train");
        File.Delete(folder.PathOf("trainer/Trainer.cs"));
        await folder.RunAsync("train");
        Assert.Equal(2, folder.Builds.Length);
    }

    [Fact]
    public async Task A_failed_build_exits_1_with_compiler_errors_and_is_retried()
    {
        string error = "/x/Trainer.cs(1,2): error CS1002: ; expected";
        await File.WriteAllTextAsync(folder.PathOf("compiler-error"), $"noise\n{error}\n{error}\n", TestContext.Current.CancellationToken);
        CommandResult failed = await folder.RunAsync("train");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains($"\n{error}\nedgeresnet: building trainer failed", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("noise", failed.Error, StringComparison.Ordinal);
        Assert.Empty(failed.Output);

        File.Delete(folder.PathOf("compiler-error"));
        Assert.Equal(0, (await folder.RunAsync("train")).ExitCode);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("setup")]
    public async Task A_checkout_without_room_for_notes_exits_3(string verb)
    {
        File.WriteAllText(folder.PathOf(".edgeresnet"), ""); // root may write into any folder, but not into a file
        CommandResult result = await folder.RunAsync(verb);
        Assert.Equal(3, result.ExitCode);
        Assert.Matches("^edgeresnet: cannot write to .*/.edgeresnet, .*Use a checkout of your own.\n$", result.Error);
    }

    [Theory]
    [InlineData("error MSB3191: Unable to create directory \"obj\". Access to the path '/a/obj' is denied.")]
    [InlineData("error CS0016: Could not write to output file 'x.dll' -- 'Read-only file system'")]
    [InlineData("error MSB4018: System.IO.IOException: No space left on device")]
    public async Task A_build_that_cannot_write_exits_3(string line)
    {
        File.WriteAllText(folder.PathOf("compiler-error"), line + "\n");
        CommandResult result = await folder.RunAsync("live");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(line, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "0")]
    [InlineData("1", "1")]
    public async Task Killed_programs_leave_no_sockets_for_debuggers_unless_they_are_wanted(string? asked, string passed)
    {
        CommandResult result = await folder.RunAsync(["live"], ("DOTNET_EnableDiagnostics", asked));
        Assert.Contains($"\nDOTNET_EnableDiagnostics={passed}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simultaneous_calls_build_once()
    {
        CommandResult[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => folder.RunAsync(["live"], ("FAKE_BUILD_SECONDS", "1"))));
        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Single(folder.Builds);
    }

    [Fact]
    public async Task An_older_SDK_exits_3_and_names_the_needed_version()
    {
        CommandResult result = await folder.RunAsync(["train"], ("FAKE_SDK", "8.0.400"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("has no SDK 10 (it has: 8.0.400)", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Builds);
    }

    [Fact]
    public async Task Setup_builds_both_programs_and_remembers_the_accelerator()
    {
        CommandResult setup = await folder.RunAsync("setup", "--accelerator", "cuda");
        Assert.True(setup.ExitCode == 0, setup.Error);
        Assert.Equal(2, folder.Builds.Length);
        Assert.All(folder.Builds, build => Assert.Contains("-p:Accelerator=cuda ", build, StringComparison.Ordinal));

        await folder.RunAsync("train");
        await folder.RunAsync("setup", "--accelerator", "cuda");
        Assert.Equal(2, folder.Builds.Length);

        await folder.RunAsync("setup", "--accelerator=cpu");
        Assert.Equal(4, folder.Builds.Length);
        Assert.Contains("-p:Accelerator=cpu ", folder.Builds[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unavailable_packages_fail_setup_and_keep_the_old_choice()
    {
        await folder.RunAsync("setup", "--accelerator", "cpu");
        await FailAsync("compiler-error", "/x.csproj : error NU1101: Unable to find package TorchSharp-cuda-linux. No packages exist with this id in source(s): nuget.org");
        CommandResult result = await folder.RunAsync("setup", "--accelerator", "cuda");
        Assert.Equal(3, result.ExitCode);
        foreach (string program in new[] { "edge-app", "trainer" })
        {
            Assert.Contains($"edgeresnet: {program} cannot be built for cuda: package TorchSharp-cuda-linux 0.107.0 was not found (NU1101; looked in nuget.org). ", result.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("network", result.Error, StringComparison.Ordinal);
        Assert.Equal("cpu\n", await File.ReadAllTextAsync(folder.PathOf(".edgeresnet/accelerator"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_program_whose_packages_exist_gets_the_accelerator_alone()
    {
        await FailAsync("compiler-error-trainer", "/x.csproj : error NU1101: Unable to find package TorchSharp-cuda-linux. No packages exist with this id in source(s): nuget.org");
        CommandResult result = await folder.RunAsync("setup", "--accelerator", "cuda");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("edgeresnet: trainer cannot be built for cuda: package TorchSharp-cuda-linux 0.107.0 was not found", result.Error, StringComparison.Ordinal);
        Assert.Contains("edgeresnet: edge-app is ready for cuda; the other program stays as it was\n", result.Error, StringComparison.Ordinal);

        int builds = folder.Builds.Length;
        await folder.RunAsync("live"); // is built for cuda
        Assert.Equal(builds, folder.Builds.Length);
        File.Delete(folder.PathOf("compiler-error-trainer"));
        await folder.RunAsync("train");
        Assert.Contains("-p:Accelerator=cpu ", folder.Builds[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x.csproj : error NU1102: Unable to find package Microsoft.ML.OnnxRuntime.Gpu with version (>= 1.31.1)\n/x.csproj : error NU1102:   - Found 40 version(s) in nuget.org [ Nearest version: 1.31.0 ] [/x.csproj]", "package Microsoft.ML.OnnxRuntime.Gpu 1.31.1 was not found (NU1102)")]
    [InlineData("/x.csproj : error NU1103: Unable to find a stable package A.B with version (>= 2.0.0)", "package A.B 2.0.0 was not found (NU1103)")]
    [InlineData("/x.csproj : error NU1603: Warning As Error: EdgeResNet.Shared depends on Microsoft.ML.OnnxRuntime.Gpu (>= 1.31.1) but Microsoft.ML.OnnxRuntime.Gpu 1.31.1 was not found. Microsoft.ML.OnnxRuntime.Gpu 1.32.0 was resolved instead. [/x.sln]", "package Microsoft.ML.OnnxRuntime.Gpu 1.31.1 was not found (NU1603)")]
    [InlineData("/x.csproj : error NU1101: Unable to find package A. No packages exist with this id in source(s): local\n/x.csproj : error NU1101: Unable to find package B.C. No packages exist with this id in source(s): local", "packages A of any version, B.C of any version were not found (NU1101; looked in local)")]
    [InlineData("/x.csproj : error NU1301: Unable to load the service index for source https://packages.example/v3/index.json. [/x.csproj]\n/x.csproj : error NU1101: Unable to find package A.", "the package source does not answer (NU1301: Unable to load the service index for source https://packages.example/v3/index.json). Check the network")]
    [InlineData("/x.csproj : error NU1201: Project A is not compatible with net10.0.", "its packages could not be restored (NU1201: Project A is not compatible with net10.0);")]
    public async Task A_failed_restore_is_told_in_one_line(string log, string reason)
    {
        await FailAsync("compiler-error", log);
        CommandResult result = await folder.RunAsync("train");
        Assert.Equal(3, result.ExitCode);
        string line = Assert.Single(result.Error.TrimEnd().Split('\n'), line => !line.Contains("building", StringComparison.Ordinal));
        Assert.StartsWith($"edgeresnet: trainer cannot be built for cpu: {reason}", line, StringComparison.Ordinal);
        Assert.Equal(reason.Contains("network", StringComparison.Ordinal), line.Contains("network", StringComparison.Ordinal));
    }

    private Task FailAsync(string file, string log) => File.WriteAllTextAsync(folder.PathOf(file), log + "\n", TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("--accelerator", "rocm")]
    [InlineData("--accelerator")]
    [InlineData("--fast")]
    public async Task An_invalid_choice_in_setup_exits_2(params string[] arguments)
    {
        CommandResult result = await folder.RunAsync(["setup", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(folder.Builds);
    }

    [Theory]
    [InlineData("0", "passed=\"12\" failed=\"0\" skipped=\"3\" errors=\"0\" not-run=\"0\"", "24 passed, 0 failed, 6 skipped", 0)]
    [InlineData("2", "passed=\"12\" failed=\"1\" skipped=\"0\" errors=\"1\" not-run=\"0\"", "24 passed, 4 failed, 0 skipped", 2)]
    [InlineData("0", "passed=\"12\" failed=\"1\" skipped=\"0\" errors=\"0\" not-run=\"0\"", "24 passed, 2 failed, 0 skipped", 1)]
    [InlineData("139", null, "0 passed, 2 failed, 0 skipped", 139)]
    [InlineData("7", "passed=\"12\" failed=\"0\" skipped=\"0\" errors=\"0\" not-run=\"0\"", "24 passed, 0 failed, 0 skipped", 7)]
    [InlineData("0", "passed=\"0\" failed=\"0\" skipped=\"5\" errors=\"0\" not-run=\"0\"", "0 passed, 0 failed, 10 skipped", 1)]
    public async Task The_suite_prints_its_counts_and_exits_accordingly(string exit, string? assembly, string line, int expected)
    {
        CommandResult result = await folder.RunAsync(["test"], ("FAKE_EXIT", exit), ("FAKE_ASSEMBLY", assembly));
        Assert.Equal(line, result.LastLine);
        Assert.StartsWith("from the test program\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(expected, result.ExitCode);
    }

    [Theory]
    [InlineData(2, " --filter-not-trait duration=long --timeout 20m ")]
    [InlineData(2, " --filter-not-trait duration=long --timeout 1m ", "--timeout", "1m")]
    [InlineData(2, " --filter-trait duration=long --timeout 20m ", "--long")]
    [InlineData(2, " --filter-trait duration=long --fail-skips on ", "--fail-skips", "on", "--long")]
    [InlineData(1, "chosen.xml --filter-class A.B --timeout 20m ", "--filter-class", "A.B")]
    public async Task Long_tests_run_only_on_request(int programs, string expected, params string[] arguments)
    {
        CommandResult result = await folder.RunAsync(["test", .. arguments], ("FAKE_ASSEMBLY", "passed=\"1\" failed=\"0\" skipped=\"0\" errors=\"0\""));
        string[] lines = [.. result.Output.Split('\n').Where(line => line.StartsWith("arguments ", StringComparison.Ordinal))];
        Assert.Equal(programs, lines.Length);
        Assert.All(lines, line => Assert.Contains(expected, line + " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_processes_split_the_tests()
    {
        CommandResult result = await folder.RunAsync(["test"], ("FAKE_ASSEMBLY", "passed=\"1\" failed=\"0\" skipped=\"0\" errors=\"0\""));
        string[] namespaces = [.. NamespaceFilter().Matches(result.Output).Select(match => match.Value).Order(StringComparer.Ordinal)];
        Assert.Equal(2, namespaces.Length);
        Assert.Equal(namespaces[0]["--filter-namespace".Length..], namespaces[1]["--filter-not-namespace".Length..]);
    }

    [GeneratedRegex("--filter-(not-)?namespace( EdgeResNet[.]Tests[.][A-Z][a-z]+[*])+")]
    private static partial Regex NamespaceFilter();

    [Fact]
    public void The_launcher_filters_by_the_trait_of_long_tests() =>
        Assert.Contains($"--filter-trait {Long.Trait}={Long.Value}", File.ReadAllText(folder.PathOf("build/test.sh")), StringComparison.Ordinal);
}
