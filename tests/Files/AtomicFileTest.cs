using EdgeResNet.Shared.Files;
using EdgeResNet.Tests.Build;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.Tests.Files;

public sealed class AtomicFileTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_failed_write_leaves_the_old_content_and_no_temporary_file()
    {
        string path = folder["a.txt"];
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_reader_sees_the_old_or_the_new_content_at_any_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux"); // Windows renames over no file that is open
        string path = folder["a.txt"];
        string[] contents = ["old", "new and longer"];
        AtomicFile.WriteText(path, contents[0]);
        using CancellationTokenSource written = new();
        Task reading = Task.Run(
            () =>
            {
                while (!written.IsCancellationRequested)
                {
                    Assert.Contains(File.ReadAllText(path), contents);
                }
            },
            TestContext.Current.CancellationToken);
        for (int i = 0; i < 300 && !reading.IsCompleted; i++)
        {
            AtomicFile.WriteText(path, contents[i % 2]);
        }

        await written.CancelAsync();
        await reading;
    }

    [Fact]
    public void A_write_check_follows_links_and_changes_nothing()
    {
        File.WriteAllText(folder["file"], "old");
        File.CreateSymbolicLink(folder["good"], "file");
        File.CreateSymbolicLink(folder["bad"], "file/below-a-file.txt");
        AtomicFile.Check(folder["good"]);
        Assert.Contains(folder["bad"], Assert.Throws<InputException>(() => AtomicFile.Check(folder["bad"])).Message, StringComparison.Ordinal);
        AtomicFile.Check(folder["sub/new.txt"]);
        Assert.Equal("old", File.ReadAllText(folder["file"]));
        Assert.Equal([folder["bad"], folder["file"], folder["good"]], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unwritable_path_is_an_unusable_input_with_its_name()
    {
        File.WriteAllText(folder["file"], "");
        string path = folder["file/below-a-file.txt"];
        Assert.Contains(path, Assert.Throws<InputException>(() => AtomicFile.WriteText(path, "x")).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<InputException>(() => AtomicFile.Check(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there.txt")]
    [InlineData("not-yet.txt")]
    public void A_write_through_a_link_keeps_the_link(string target)
    {
        Directory.CreateDirectory(folder["sub"]);
        File.WriteAllText(folder["sub/there.txt"], "a longer text");
        File.CreateSymbolicLink(folder["sub/second"], target);
        File.CreateSymbolicLink(folder["first"], "sub/second");
        AtomicFile.Check(folder["first"]);
        AtomicFile.WriteText(folder["first"], "new");
        Assert.Equal("sub/second", new FileInfo(folder["first"]).LinkTarget);
        Assert.Equal(target, new FileInfo(folder["sub/second"]).LinkTarget);
        Assert.Null(new FileInfo(folder[$"sub/{target}"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder[$"sub/{target}"]));
    }

    [Fact]
    public void A_link_to_itself_cannot_be_written_and_stays()
    {
        File.CreateSymbolicLink(folder["loop"], "loop");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        Assert.Contains(folder["loop"], Assert.Throws<InputException>(() => AtomicFile.WriteText(folder["loop"], "x")).Message, StringComparison.Ordinal);
        Assert.StartsWith($"--summary {folder["loop"]}: cannot be written (", Assert.Throws<InputException>(() => AtomicFile.Check(folder["loop"], "--summary")).Message, StringComparison.Ordinal);
        Assert.Equal("loop", new FileInfo(folder["loop"]).LinkTarget);
    }

    [Fact]
    public async Task A_named_pipe_is_written_to_and_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["pipe"]])).ExitCode);
        File.CreateSymbolicLink(folder["link"], "pipe");
        AtomicFile.Check(folder["link"]); // waits for no reader
        foreach (string path in (string[])[folder["pipe"], folder["link"]])
        {
            Task<CommandResult> reader = Command.RunAsync("cat", [folder["pipe"]]); // a replaced pipe would leave it waiting
            AtomicFile.WriteText(path, "through the pipe");
            Assert.Equal("through the pipe", (await reader).Output);
        }

        Assert.Equal(0, (await Command.RunAsync("test", ["-p", folder["pipe"]])).ExitCode);
        Assert.Equal("pipe", new FileInfo(folder["link"]).LinkTarget);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_link_to_a_device_and_the_device_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        string device = folder["device"]; // as /dev/null, which root could replace for the whole machine
        CommandResult made = await Command.RunAsync("sh", ["-c", "mknod \"$0\" c 1 3 && : > \"$0\"", device]);
        if (made.ExitCode != 0)
        {
            Assert.SkipWhen(Environment.IsPrivilegedProcess, $"cannot make a device: {made.Error.Trim()}");
            device = "/dev/null";
        }

        File.CreateSymbolicLink(folder["link"], device);
        AtomicFile.Check(folder["link"]);
        AtomicFile.WriteText(folder["link"], "x");
        Assert.Equal(device, new FileInfo(folder["link"]).LinkTarget);
        Assert.Equal(0, (await Command.RunAsync("test", ["-c", device])).ExitCode);
    }

    [Fact]
    public void A_file_already_open_as_stdout_keeps_its_lines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        File.WriteAllText(folder["log"], "before\n");
        using SafeFileHandle log = File.OpenHandle(folder["log"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        string open = $"/proc/self/fd/{log.DangerousGetHandle()}";
        AtomicFile.Check(open); // makes no file beside it, where none can be made
        AtomicFile.WriteText(open, "after\n");
        Assert.Equal("before\nafter\n", File.ReadAllText(folder["log"]));
    }

    [Fact]
    public void A_dash_or_empty_path_is_a_usage_error()
    {
        Assert.Throws<UsageException>(() => AtomicFile.Check(""));
        Assert.Throws<UsageException>(() => AtomicFile.WriteText("", "x"));
        Assert.Throws<UsageException>(() => AtomicFile.Check("-"));
        Assert.Throws<UsageException>(() => AtomicFile.WriteText("-", "x"));
        Assert.False(File.Exists("-"));
    }
}
