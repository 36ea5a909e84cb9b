using System.CommandLine;
using System.Text.Json;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Capture;
using EdgeResNet.Tests.Capture.Network;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Pipeline;

public sealed class LiveVerbTest : IDisposable
{
    // Present once a second object was seen; 20 frames may not contain one.
    private static readonly string[] ofChanges = ["flips_per_minute", "raw_flips_per_minute", "label_delay_ms", "raw_label_delay_ms"];
    private readonly TemporaryFolder folder = new();

    public LiveVerbTest()
    {
        TinyModel.WriteBundle(folder["bundle"]);
        Samples.Write(folder["bundle/samples"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Summary_and_events_follow_the_contract()
    {
        Assert.Equal((0, ""), Live("demo:fashion?fps=100", "--frames", "20", "--summary", folder["s.json"], "--events", folder["out/e.jsonl"]));
        JsonElement summary = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement;
        Assert.Equal(
            ["frames_captured", "frames_processed", "frames_dropped", "frames_torn", "frames_dropped_by_driver", "seconds", "fps", "top1", "latency_ms", "age_ms", "overhead_ms", "allocated_bytes_per_frame", "real_time", "reconnects", "losses", "ep", "ep_reason", "precision", "sha256", "model", "model_changes", "models", "sinks", "host"],
            summary.EnumerateObject().Select(property => property.Name).Except(ofChanges));
        foreach (string times in (string[])["latency_ms", "age_ms", "overhead_ms"])
        {
            Assert.Equal(["p50", "p90", "p99", "max"], summary.GetProperty(times).EnumerateObject().Select(property => property.Name));
        }

        Assert.Equal(20, summary.GetProperty("frames_processed").GetInt32());
        string[] lines = File.ReadAllLines(folder["out/e.jsonl"]);
        Assert.Equal(20, lines.Length);
        Assert.All(lines, line => Assert.Equal("demo:fashion?fps=100", JsonDocument.Parse(line).RootElement.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task A_link_that_changes_replaces_the_model_and_events_name_it_from_its_first_frame()
    {
        Replacing.TinyBundles.Write(folder["german"], "german");
        Replacing.TinyBundles.Link(folder["current"], "bundle");
        await using LiveProgram live = LiveProgram.Start(folder["current"], "demo:fashion?fps=30", [], "--watch-model", "--summary", folder["s.json"]);
        JsonElement first = (await live.NextAsync(1))[0];
        Assert.Equal("brightness", first.GetProperty("model").GetString());
        Replacing.TinyBundles.Link(folder["current"], "german");
        JsonElement before = first;
        JsonElement next = await live.NextAsync(seen =>
        {
            bool another = seen.GetProperty("model").GetString() != "brightness";
            before = another ? before : seen;
            return another;
        });
        Assert.Equal(("german", Shared.Contract.ModelBundle.Open(folder["german"]).Sha256), (next.GetProperty("model").GetString(), next.GetProperty("sha256").GetString()));
        Assert.Contains(next.GetProperty("label").GetString(), Replacing.TinyBundles.Labels["german"]);
        Assert.InRange(next.GetProperty("frame").GetInt64() - before.GetProperty("frame").GetInt64(), 1, 30);
        Assert.False(next.TryGetProperty("truth", out _));
    }

    [Fact]
    public void Collected_pictures_lie_clean_in_the_inbox_and_are_no_class()
    {
        Assert.Equal((0, ""), Live("demo:fashion?fps=100", "--frames", "20", "--summary", folder["s.json"], "--collect", folder["photos"], "--collect-when", "every=0.01s", "--collect-rate", "3/day"));
        string[] pictures = Directory.GetFiles(folder["photos/inbox"], "*.jpg");
        Assert.NotEmpty(pictures);
        Assert.InRange(pictures.Length, 1, 3);
        Assert.All(pictures, picture => Assert.True(File.Exists(Path.ChangeExtension(picture, ".json"))));
        JsonElement collect = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement.GetProperty("sinks").EnumerateArray().Single(sink => sink.GetProperty("name").GetString() == "collect");
        Assert.Equal(pictures.Length, collect.GetProperty("delivered").GetInt32());
        Assert.Empty(PictureFiles.Find(folder["photos"], TestContext.Current.CancellationToken).Folders);
    }

    [Fact]
    public void A_limited_rate_leaves_frames_out()
    {
        Assert.Equal((0, ""), Live("demo:fashion?fps=100", "--max-fps", "20", "--frames", "8", "--summary", folder["s.json"]));
        Assert.InRange(JsonElement.Parse(File.ReadAllText(folder["s.json"])).GetProperty("frames_dropped").GetInt32(), 16, int.MaxValue);
    }

    [Theory]
    [InlineData("--collect-rate", "6/min", "--collect-rate needs --collect")]
    [InlineData("--collect-days", "3", "--collect-days needs --collect")]
    public void Options_for_collecting_need_a_folder(string option, string value, string expected)
    {
        (int code, string error) = Live("demo:fashion", option, value);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_command_runs_again_beside_its_own_outputs()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        string run = $"\"$0\" live --model bundle --source 'demo:fashion?fps=100&seed=1' --frames 5 --summary s.json --events e.jsonl";
        Build.CommandResult live = await Build.Command.RunAsync("sh", ["-c", $"cd {folder.Path} && {run} && {run}", Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp")]);
        Assert.Equal((0, ""), (live.ExitCode, live.Error));
        Assert.Equal(5, File.ReadAllLines(folder["e.jsonl"]).Length);
    }

    [Theory]
    [InlineData("/dev/stdout", 1)]
    [InlineData("/dev/fd/7", 7)]
    public async Task Events_are_appended_to_an_already_open_file(string events, int descriptor)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        File.WriteAllText(folder["log"], "before\n");
        Build.CommandResult live = await Build.Command.RunAsync("sh", ["-c", $"exec \"$0\" \"$@\" {descriptor}>> {folder["log"]}", Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), "live", "--model", folder["bundle"], "--source", "demo:fashion?fps=100", "--frames", "20", "--events", events]);
        Assert.Equal((0, ""), (live.ExitCode, live.Error));
        string[] lines = File.ReadAllLines(folder["log"]);
        Assert.Equal("before", lines[0]);
        Assert.Equal(20, lines.Skip(1).Count(line => line.StartsWith('{') && JsonDocument.Parse(line).RootElement.GetProperty("frame").GetInt64() >= 0));
    }

    [Theory]
    [InlineData(2, "demo:fashion?x=1")]
    [InlineData(2, "demo:fashion", "--frames", "0")]
    [InlineData(2, "demo:fashion", "--seconds", "-1")]
    [InlineData(2, "demo:fashion", "--seconds", "1,5")]
    [InlineData(2, "demo:fashion", "--frames", "1", "--record", "")]
    [InlineData(2, "demo:fashion", "--frames", "1", "--record-raw", "")]
    [InlineData(2, "demo:fashion", "--frames", "1", "--events", "")]
    [InlineData(2, "demo:fashion", "--frames", "1", "--mqtt", "mqtt://127.0.0.1:9/t", "--mqtt-discovery", "a/#")]
    [InlineData(2, "demo:fashion", "--frames", "1", "--mqtt", "mqtt://127.0.0.1:9/t", "--mqtt-discovery", "/")]
    [InlineData(2, "demo:fashion", "--frames", "1", "--mqtt", "mqtt://127.0.0.1:9/t", "--mqtt-discovery", "")]
    [InlineData(2, "demo:fashion", "--roi", "1,2")]
    [InlineData(2, "demo:fashion", "--roi", "600,0,100,100")]
    [InlineData(2, "demo:fashion", "--max-fps", "0")]
    [InlineData(2, "demo:fashion", "--max-fps", "1,5")]
    [InlineData(2, "demo:fashion", "--ep", "abacus")]
    [InlineData(2, "demo:fashion", "--web", "0.0.0.0:0")]
    [InlineData(2, "demo:fashion", "--web-token", "secret")]
    [InlineData(2, "demo:fashion", "--on-change-exec", " ")]
    [InlineData(2, "demo:fashion", "--threads", "100000")]
    [InlineData(2, "rtsp://user:secret@/x")]
    [InlineData(2, "")]
    [InlineData(3, "missing.mp4")]
    [InlineData(3, "demo:fashion", "--on-change", "http://127.0.0.1:9/", "--on-change-secret", "missing.txt")]
    [InlineData(3, "demo:fashion", "--frames", "1", "--on-change", "http://127.0.0.1:9/", "--on-change-secret", "")]
    [InlineData(3, "demo:fashion", "--frames", "1", "--mqtt", "mqtts://127.0.0.1:9/t", "--mqtt-ca", "")]
    [InlineData(3, "demo:fashion", "--frames", "1", "--ep-settings", "")]
    [InlineData(3, "demo:fashion", "--frames", "1", "--ep-library", "")]
    [InlineData(4, "camera:97")]
    [InlineData(4, "demo:fashion", "--ep", "cuda:0", "--frames", "1")]
    public void An_impossible_request_gives_its_exit_code_and_one_line(int code, string source, params string[] more)
    {
        Assert.SkipWhen(more.Contains("cuda:0") && ExecutionProviders.List().Any(provider => provider.Name == "cuda"), "this build has CUDA");
        (int actual, string errors) = Live(source, [.. more, "--summary", folder["s.json"]]);
        Assert.Equal(code, actual);
        Assert.StartsWith("error: ", errors);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.False(File.Exists(folder["s.json"]));
    }

    [Theory]
    [InlineData("--record", "src.mp4")]
    [InlineData("--record-raw", "sub/../src.mp4")]
    [InlineData("--events", "link")]
    [InlineData("--summary", "folder-link/src.mp4")]
    [InlineData("--record", "a.mp4", "--record-raw", "a.mp4")]
    [InlineData("--events", "a.json", "--summary", "folder-link/a.json")]
    public void No_output_overwrites_the_source_or_another_output(params string[] outputs)
    {
        Directory.CreateDirectory(folder["files"]);
        byte[] content = [1, 2, 3];
        File.WriteAllBytes(folder["files/src.mp4"], content);
        File.CreateSymbolicLink(folder["files/link"], "src.mp4");
        Directory.CreateSymbolicLink(folder["files/folder-link"], folder["files"]);
        foreach (string source in (string[])["src.mp4", "src.mp4?loop=1", "link?flip=h"])
        {
            (int code, string errors) = Live(folder["files/" + source], [.. outputs.Select((text, i) => i % 2 == 0 ? text : folder["files/" + text])]);
            Assert.Equal(2, code);
            Assert.Matches("^error: .*(is the source itself|both name).*\n$", errors);
        }

        Assert.Equal(content, File.ReadAllBytes(folder["files/src.mp4"]));
        Assert.False(Path.Exists(folder["files/a.json"]));
    }

    [Fact]
    public void An_unwritable_summary_is_reported_before_the_run()
    {
        File.WriteAllText(folder["file"], "");
        File.CreateSymbolicLink(folder["loop-a"], "loop-b");
        File.CreateSymbolicLink(folder["loop-b"], "loop-a");
        StringWriter output = new();
        foreach ((string summary, int expected) in ((string, int)[])[(folder["file/s.json"], 3), (folder["loop-a"], 3), (folder["bundle"], 3), ("-", 2), ("", 2)])
        {
            StringWriter errors = new() { NewLine = "\n" };
            RootCommand root = [LiveVerb.Create()];
            int code = VerbRunner.Run(root, ["live", "--model", folder["bundle"], "--source", "demo:fashion", "--frames", "1", "--summary", summary], output, errors);
            Assert.Equal(expected, code);
            Assert.Matches("^error: .*\n$", errors.ToString());
        }

        Assert.Equal("", output.ToString());
    }

    [Theory]
    [InlineData("--record")]
    [InlineData("--record-raw")]
    [InlineData("--events")]
    public void A_folder_as_output_file_is_reported_before_the_run(string option)
    {
        Directory.CreateDirectory(folder["d.mkv"]);
        Assert.Equal((3, $"error: {option} {folder["d.mkv"]}: is a folder; name a file in it\n"), Live("demo:fashion", "--frames", "1", option, folder["d.mkv"]));
    }

    [Fact]
    public void The_report_is_printed_even_if_the_summary_becomes_unwritable()
    {
        Directory.CreateDirectory(folder["sub"]);
        using FirstLine output = new(() =>
        {
            Directory.Delete(folder["sub"]);
            File.WriteAllText(folder["sub"], "");
        });
        StringWriter errors = new() { NewLine = "\n" };
        RootCommand root = [LiveVerb.Create()];
        Assert.Equal(3, VerbRunner.Run(root, ["live", "--model", folder["bundle"], "--source", "demo:fashion?fps=100", "--frames", "20", "--summary", folder["sub/s.json"]], output, errors));
        Assert.Contains("classified 20 frames", output.ToString());
        Assert.Matches("^error: .*sub/s.json.*\n$", errors.ToString());
    }

    [Fact]
    public async Task A_full_stdout_is_reported_and_counted_and_the_run_continues()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        string events = folder["e.jsonl"];
        string script = $"\"$@\" > /dev/full & live=$!; until [ \"$(grep -c '\"lost\"' '{events}')\" -ge 2 ]; do kill -0 $live || break; sleep 0.1; done 2> /dev/null; kill $live; wait $live"; // another thread than the main one tells of losses
        Build.CommandResult live = await ThroughShellAsync(script, "demo:fashion?fps=60&outage_every=2&outage_seconds=1&stall_ms=400", "--events", events, "--summary", folder["s.json"]);
        Assert.Equal(130, live.ExitCode);
        long lost = Lost("console");
        Assert.True(lost >= 5);
        Assert.Equal($"console: {lost} lines could not be written (No space left on device)", live.Error.Trim());
    }

    [Fact]
    public async Task A_closed_stdout_is_reported_and_counted()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        Build.CommandResult live = await ThroughShellAsync("\"$@\" | true", "demo:fashion?fps=60", "--seconds", "1", "--summary", folder["s.json"]);
        long lost = Lost("console");
        Assert.True(lost > 0);
        Assert.Equal($"console: {lost} lines could not be written (Broken pipe)", live.Error.Trim());
    }

    [Fact]
    public async Task A_blocked_stdout_does_not_delay_an_error()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        Build.CommandResult live = await ThroughShellAsync(Full("exec timeout -k 1 60 \"$@\""), "rtsp://127.0.0.1:1/x");
        Assert.Equal(4, live.ExitCode);
        Assert.StartsWith("error: rtsp://127.0.0.1:1/x", live.Error);
    }

    [Fact]
    public async Task A_blocked_stdout_does_not_delay_the_end_and_stderr_reports_it()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        string events = folder["e.jsonl"]; // as soon as there is one, it runs
        Build.CommandResult live = await ThroughShellAsync(Full($"\"$@\" & live=$!; until [ -s '{events}' ]; do sleep 0.1; done; kill $live; wait $live"), "demo:fashion?fps=60", "--events", events, "--summary", folder["s.json"]);
        Assert.Equal(130, live.ExitCode);
        Assert.Equal($"console: {Lost("console")} lines could not be written (the reader takes no data)", live.Error.Trim());
    }

    [Fact]
    public async Task A_source_is_lost_after_its_stall_option()
    {
        using LoopbackServer server = LoopbackServer.SilentCamera();
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], server.Url + "?stall_ms=300", []);
        await live.NextAsync(result => result.GetProperty("state").GetString() == "lost");
        Eventually.True(() => live.Errors.Contains("no picture for 300 ms", StringComparison.Ordinal), () => live.Errors);
    }

    [Fact]
    public void A_slow_source_is_not_lost_between_pictures()
    {
        Assert.Equal((0, ""), Live("demo:fashion?fps=2&stall_ms=50", "--frames", "2", "--summary", folder["s.json"]));
        Assert.Equal(0, JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement.GetProperty("losses").GetInt32());
    }

    [Fact]
    public void One_frame_is_reported_in_the_singular()
    {
        StringWriter output = new() { NewLine = "\n" };
        RootCommand root = [LiveVerb.Create()];
        Assert.Equal(0, VerbRunner.Run(root, ["live", "--model", folder["bundle"], "--source", "demo:fashion", "--frames", "1"], output, TextWriter.Null));
        Assert.Contains("classified 1 frame in ", output.ToString());
    }

    [Fact]
    public void A_frame_limit_reached_before_the_camera_stops_is_a_success()
    {
        using LoopbackServer server = LoopbackServer.Camera(frames: 20);
        Assert.Equal((0, ""), Live(server.Url, "--frames", "1", "--summary", folder["s.json"]));
        Assert.True(File.Exists(folder["s.json"]));
    }

    [Fact]
    public void The_demo_runs_on_shipped_files_and_reports_its_accuracy()
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter errors = new() { NewLine = "\n" };
        RootCommand root = [DemoVerb.Create()];
        int code = VerbRunner.Run(root, ["demo", "--headless", "--frames", "60", "--summary", folder["s.json"]], output, errors);
        Assert.Equal((0, ""), (code, errors.ToString()));
        JsonElement summary = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement;
        Assert.Equal("fashion-resnet18", summary.GetProperty("model").GetString());
        Assert.InRange(summary.GetProperty("top1").GetDouble(), 0.5, 1); // two objects or three: more would be a benchmark
        Assert.Contains("live top-1", output.ToString());
    }

    [Fact]
    public void Events_on_stdout_are_its_only_content()
    {
        StringWriter output = new() { NewLine = "\n" };
        RootCommand root = [LiveVerb.Create()];
        Assert.Equal(0, VerbRunner.Run(root, ["live", "--model", folder["bundle"], "--source", "demo:fashion?fps=100", "--frames", "3", "--events", "-"], output, TextWriter.Null));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Devices_are_listed_as_text_and_JSON()
    {
        string[] answers = new string[2];
        for (int i = 0; i < 2; i++)
        {
            StringWriter output = new() { NewLine = "\n" };
            RootCommand root = [DevicesVerb.Create()];
            Assert.Equal(0, VerbRunner.Run(root, i == 0 ? ["devices"] : ["devices", "--json"], output, TextWriter.Null));
            answers[i] = output.ToString();
        }

        Assert.Contains("cpu", answers[0]);
        JsonElement report = JsonDocument.Parse(answers[1]).RootElement;
        Assert.Contains("cpu", report.GetProperty("execution_providers").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(JsonValueKind.Array, report.GetProperty("cameras").ValueKind);
    }

    private (int Code, string Errors) Live(string source, params string[] more)
    {
        StringWriter errors = new() { NewLine = "\n" };
        RootCommand root = [LiveVerb.Create()];
        int code = VerbRunner.Run(root, ["live", "--model", folder["bundle"], "--source", source, .. more], TextWriter.Null, errors);
        return (code, errors.ToString());
    }

    private Task<Build.CommandResult> ThroughShellAsync(string script, string source, params string[] more) =>
        Build.Command.RunAsync("sh", ["-c", script, "sh", Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), "live", "--model", folder["bundle"], "--source", source, .. more]);

    // Its stdout is a full pipe without a reader.
    private string Full(string script) => $"mkfifo '{folder["pipe"]}'; exec 1<>'{folder["pipe"]}'; head -c 65536 /dev/zero; {script}";

    private long Lost(string sink)
    {
        JsonElement summary = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement;
        return Assert.Single(summary.GetProperty("sinks").EnumerateArray(), found => found.GetProperty("name").GetString() == sink).GetProperty("lost").GetInt64();
    }

    /// <summary>Acts before the first line is written.</summary>
    private sealed class FirstLine(Action act) : StringWriter
    {
        private Action? first = act;

        public override void WriteLine(string? value)
        {
            Interlocked.Exchange(ref first, null)?.Invoke();
            base.WriteLine(value);
        }
    }
}
