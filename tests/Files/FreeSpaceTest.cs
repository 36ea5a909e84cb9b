using EdgeResNet.Shared.Files;

namespace EdgeResNet.Tests.Files;

public sealed class FreeSpaceTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Too_little_room_is_told_in_megabytes_before_the_folder_exists()
    {
        InputException refused = Assert.Throws<InputException>(() => FreeSpace.Require(folder["a/b"], 2_500_000, "the new bundle", place => place == folder.Path ? 1_000_000 : null));
        Assert.Equal($"{folder["a/b"]}: the new bundle needs 3 MB and 1 MB are free there; make room or choose another place", refused.Message);
        Assert.False(Directory.Exists(folder["a"]));
    }

    [Fact]
    public void The_systems_own_figure_is_asked()
    {
        FreeSpace.Require(folder["a"], 1, "a file");
        Assert.Throws<InputException>(() => FreeSpace.Require(folder["a"], long.MaxValue, "a file"));
        FreeSpace.Require("/proc/self", 0, "a file"); // tells no figure, or none that matters
    }

    [Fact]
    public void An_unknown_figure_refuses_nothing() => FreeSpace.Require(folder.Path, long.MaxValue, "a file", _ => null);
}
