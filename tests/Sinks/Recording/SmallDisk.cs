using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Sinks.Recording;

/// <summary>A test's own small disk that can really be full: a tmpfs of a few megabytes. Skips the test if mounting is not allowed.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    private string Filler => this["filler"];

    public string this[string name] => Path.Combine(folder, name);

    public static async Task<SmallDisk> MountAsync(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        string folder = Directory.CreateTempSubdirectory("edgeresnet-disk-").FullName;
        CommandResult mounted = await Command.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder]);
        if (mounted.ExitCode != 0)
        {
            Directory.Delete(folder);
            Assert.Skip($"no right to mount: {mounted.Error.Trim()}");
        }

        return new SmallDisk(folder);
    }

    /// <summary>Writes a file until only so many bytes are free.</summary>
    public void Fill(long leave = 0)
    {
        using FileStream file = new(Filler, FileMode.Append);
        byte[] page = new byte[4096];
        while (new DriveInfo(folder).AvailableFreeSpace > leave)
        {
            file.Write(page);
            file.Flush();
        }
    }

    /// <summary>Makes room again.</summary>
    public void Clear() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("umount", ["-l", folder]);
        Directory.Delete(folder);
    }
}
