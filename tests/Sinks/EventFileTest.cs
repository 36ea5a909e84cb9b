using System.IO.Pipes;
using System.Text;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.Tests.Sinks;

public class EventFileTest
{
    private static readonly byte[] line = [.. Enumerable.Repeat((byte)'x', 999), (byte)'\n'];

    [Fact]
    public async Task A_full_disk_cuts_no_line_and_loses_none_once_there_is_room()
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
    public async Task A_line_that_a_pipe_took_in_part_goes_on_where_it_was_cut()
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
    public void A_closed_pipe_is_an_error_that_can_be_said()
    {
        AnonymousPipeServerStream reader = new(PipeDirection.In);
        using EventPipe pipe = new(new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false));
        pipe.Write(line);
        reader.SafePipeHandle.Dispose();
        Assert.Equal("Broken pipe", Assert.Throws<IOException>(() => pipe.Write(line)).Message);
        reader.ClientSafePipeHandle.Dispose();
    }

    [Fact]
    public async Task A_named_pipe_whose_reader_goes_is_an_error_that_can_be_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        using TemporaryFolder folder = new();
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["pipe"]])).ExitCode);
        Task<CommandResult> reader = Command.RunAsync("head", ["-c", "1000", folder["pipe"]]);
        using IEventTarget file = EventFile.Open(folder["pipe"]);
        file.Write(line);
        Assert.Equal(Encoding.ASCII.GetString(line), (await reader).Output);
        Assert.Equal("Broken pipe", Assert.Throws<IOException>(() => file.Write(line)).Message);
    }

    [Fact]
    public void A_file_that_was_moved_away_is_begun_anew()
    {
        using TemporaryFolder folder = new();
        using IEventTarget file = EventFile.Open(folder["sub/e.jsonl"]);
        file.Write(line);
        Directory.Move(folder["sub"], folder["old"]);
        Eventually.True(() =>
        {
            file.Write(line);
            return File.Exists(folder["sub/e.jsonl"]);
        });
        file.Write(line);
        Assert.True(new FileInfo(folder["sub/e.jsonl"]).Length is 2000);
    }

    [Fact]
    public void A_device_without_room_takes_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using IEventTarget file = EventFile.Open("/dev/full");
        for (int i = 0; i < 2; i++)
        {
            Assert.Contains("No space left", Assert.Throws<IOException>(() => file.Write(line)).Message, StringComparison.Ordinal); // not that it cannot be shortened
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told_at_once()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["file"], "");
        Assert.StartsWith($"--events {folder["file/e.jsonl"]}: cannot be written (", Assert.Throws<InputException>(() => EventFile.Open(folder["file/e.jsonl"])).Message);
    }
}
