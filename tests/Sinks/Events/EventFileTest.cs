using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Sinks.Recording;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.Tests.Sinks.Events;

public partial class EventFileTest
{
    private const int SetFlags = 4; // F_SETFL
    private const int NonBlocking = 0x800; // O_NONBLOCK
    private static readonly byte[] line = [.. Enumerable.Repeat((byte)'x', 999), (byte)'\n'];

    [Fact]
    public void A_socket_is_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        using TemporaryFolder place = new();
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(place["socket"]));
        Assert.Throws<InputException>(() => EventFile.Open(place["socket"]));
    }

    [Fact]
    public async Task A_full_disk_cuts_no_line_and_resumes_with_room()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("256k");
        using IEventTarget file = EventFile.Open(disk["e.jsonl"]);
        file.Write(line);
        disk.Fill(leave: 8192);
        int written = 1;
        Assert.Throws<IOException>(() =>
        {
            for (; written < 1000; written++)
            {
                file.Write(line);
            }
        });
        Assert.Equal(1000 * written, new FileInfo(disk["e.jsonl"]).Length); // what found room of the last line is gone again
        disk.Clear();
        file.Write(line);
        string text = await File.ReadAllTextAsync(disk["e.jsonl"], TestContext.Current.CancellationToken);
        Assert.Equal(string.Concat(Enumerable.Repeat(Encoding.ASCII.GetString(line), written + 1)), text);
    }

    [Fact]
    public async Task A_partly_written_line_continues_where_it_was_cut()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("256k");
        SafeFileHandle handle = File.OpenHandle(disk["e.jsonl"], FileMode.Create, FileAccess.Write);
        using EventPipe pipe = new(handle); // stdout into a file on a full disk
        disk.Fill(leave: 8192);
        byte[] lines = [.. Enumerable.Range(0, 100).SelectMany(i => Encoding.ASCII.GetBytes(i.ToString("D9") + "\n")), .. Enumerable.Repeat(line, 20).SelectMany(bytes => bytes)];
        Assert.Throws<IOException>(() => pipe.Write(lines));
        Assert.InRange(new FileInfo(disk["e.jsonl"]).Length, 1, lines.Length - 1);
        disk.Clear();
        pipe.Write(lines);
        pipe.Write(line);
        Assert.Equal<byte[]>([.. lines, .. line], File.ReadAllBytes(disk["e.jsonl"]));
    }

    [Fact]
    public void A_closed_pipe_is_a_reported_error()
    {
        AnonymousPipeServerStream reader = new(PipeDirection.In);
        using EventPipe pipe = new(new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false));
        pipe.Write(line);
        reader.SafePipeHandle.Dispose();
        Assert.Equal("Broken pipe", Assert.Throws<IOException>(() => pipe.Write(line)).Message);
        reader.ClientSafePipeHandle.Dispose();
    }

    [Fact]
    public async Task A_named_pipe_is_written_and_a_leaving_reader_is_an_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        using TemporaryFolder folder = new();
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["pipe"]])).ExitCode);
        Task<CommandResult> reader = Command.RunAsync("head", ["-c", "100000", folder["pipe"]]); // more than a pipe holds
        using IEventTarget file = EventFile.Open(folder["pipe"]);
        for (int i = 0; i < 100; i++)
        {
            file.Write(line); // waits for the reader
        }

        Assert.Equal(string.Concat(Enumerable.Repeat(Encoding.ASCII.GetString(line), 100)), (await reader).Output);
        Assert.Equal("Broken pipe", Assert.Throws<IOException>(() => file.Write(line)).Message);
    }

    [Fact]
    public async Task A_named_pipe_without_a_reader_is_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        using TemporaryFolder folder = new();
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["pipe"]])).ExitCode);
        InputException error = Assert.Throws<InputException>(() => EventFile.Open(folder["pipe"]));
        Assert.Equal($"--events {folder["pipe"]}: cannot be written (the pipe has no reader; start it first)", error.Message);
        using FileStream unblocked = new(folder["pipe"], FileMode.Open, FileAccess.ReadWrite); // lets go of the thread that still opens it
    }

    [Fact]
    public async Task A_non_blocking_pipe_is_awaited_and_cuts_no_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        using AnonymousPipeServerStream reader = new(PipeDirection.In);
        SafeFileHandle writer = new(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(0, SetStatus(writer, SetFlags, NonBlocking));
        using EventPipe pipe = new(writer);
        byte[] lines = [.. Enumerable.Repeat(line, 200).SelectMany(bytes => bytes)]; // more than a pipe holds
        Task writing = Task.Run(() => pipe.Write(lines), TestContext.Current.CancellationToken);
        byte[] read = new byte[lines.Length];
        Task reading = reader.ReadExactlyAsync(read, TestContext.Current.CancellationToken).AsTask();
        await await Task.WhenAny(writing, reading); // a failed write ends the test
        await Task.WhenAll(writing, reading);
        Assert.Equal<byte[]>(lines, read);
    }

    [Fact]
    public void A_moved_file_is_created_anew()
    {
        using TemporaryFolder folder = new();
        using IEventTarget file = EventFile.Open(folder["sub/e.jsonl"]);
        file.Write(line);
        Directory.Move(folder["sub"], folder["old"]);
        WriteUntil(file, () => File.Exists(folder["sub/e.jsonl"]));
        file.Write(line);
        Assert.True(new FileInfo(folder["sub/e.jsonl"]).Length is 2000);
    }

    [Fact]
    public void A_replaced_file_is_reopened()
    {
        using TemporaryFolder folder = new();
        using IEventTarget file = EventFile.Open(folder["e.jsonl"]);
        file.Write(line);
        File.Move(folder["e.jsonl"], folder["e.1"]);
        File.WriteAllText(folder["e.jsonl"], "theirs\n");
        WriteUntil(file, () => new FileInfo(folder["e.jsonl"]).Length > 7);
        file.Write(line);
        string own = Encoding.ASCII.GetString(line);
        Assert.Equal($"theirs\n{own}{own}", File.ReadAllText(folder["e.jsonl"]));
        Assert.Equal(0, new FileInfo(folder["e.1"]).Length % 1000);
    }

    [Fact]
    public async Task A_truncated_file_continues_at_its_beginning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        using TemporaryFolder folder = new();
        using IEventTarget file = EventFile.Open(folder["e.jsonl"]);
        file.Write(line);
        file.Write(line);
        Assert.Equal(0, (await Command.RunAsync("truncate", ["-s", "0", folder["e.jsonl"]])).ExitCode);
        file.Write(line);
        file.Write(line);
        Assert.Equal<byte[]>([.. line, .. line], File.ReadAllBytes(folder["e.jsonl"]));
    }

    [Fact]
    public void A_full_device_reports_no_space_at_each_write()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using IEventTarget file = EventFile.Open("/dev/full");
        for (int i = 0; i < 2; i++)
        {
            Assert.Contains("No space left", Assert.Throws<IOException>(() => file.Write(line)).Message, StringComparison.Ordinal); // not that it cannot be shortened
        }
    }

    [Fact]
    public void An_unwritable_path_is_reported_at_once()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["file"], "");
        Assert.StartsWith($"--events {folder["file/e.jsonl"]}: cannot be written (", Assert.Throws<InputException>(() => EventFile.Open(folder["file/e.jsonl"])).Message);
    }

    // Retries failed lines, like the sink's thread.
    // The file's existence is checked once a second.
    private static void WriteUntil(IEventTarget file, Func<bool> condition) => Eventually.True(() =>
    {
        file.Write(line);
        return condition();
    });

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetStatus(SafeFileHandle handle, int command, nint flags);
}
