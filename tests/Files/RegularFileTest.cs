using EdgeResNet.Shared.Files;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Files;

public sealed class RegularFileTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_regular_file_is_read_through_links()
    {
        File.WriteAllText(folder["file"], "Grüße");
        File.CreateSymbolicLink(folder["link"], "file");
        Assert.Equal("Grüße", RegularFile.ReadText(folder["link"]));
        Assert.Equal("Grüße"u8, RegularFile.ReadBytes(folder["file"]));
        using FileStream stream = RegularFile.Open(folder["link"]);
        Assert.Equal(7, stream.Length);
    }

    [Fact]
    public async Task Pipes_and_devices_are_refused_without_waiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["pipe"]])).ExitCode);
        File.CreateSymbolicLink(folder["link"], "pipe");
        File.CreateSymbolicLink(folder["endless"], "/dev/zero");
        foreach (string path in (string[])[folder["pipe"], folder["link"], folder["endless"], "/dev/zero"])
        {
            string said = Assert.Throws<InputException>(() => RegularFile.Open(path, "--recipe")).Message;
            Assert.StartsWith($"--recipe {path}: ", said, StringComparison.Ordinal);
            Assert.EndsWith("name a regular file", said, StringComparison.Ordinal);
            Assert.Throws<InputException>(() => RegularFile.ReadBytes(path));
            Assert.Throws<InputException>(() => RegularFile.ReadText(path));
        }
    }

    [Theory]
    [InlineData("", "no file is named")]
    [InlineData("a\0b", "the character NUL")]
    [InlineData("missing", "there is no such file")]
    [InlineData(".", "it is a folder")]
    public void What_cannot_be_opened_says_why(string name, string why)
    {
        string path = name.Length == 0 ? name : folder[name];
        Assert.Contains(why, Assert.Throws<InputException>(() => RegularFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(folder["latin"], [0x47, 0xFC]);
        Assert.EndsWith("latin: is not text in UTF-8", Assert.Throws<InputException>(() => RegularFile.ReadText(folder["latin"])).Message, StringComparison.Ordinal);
    }
}
