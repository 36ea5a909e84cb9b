using EdgeResNet.Shared.Files;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Files;

public sealed class FolderWalkTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Links_to_folders_above_beside_or_in_a_circle_add_nothing()
    {
        Write("d/red/1", "d/red/in/2", "d/blue/3");
        Link("d/red/up", "..");
        Link("d/red/self", ".");
        Link("d/red/in/far", "../../..");
        Link("d/also", "blue");
        Link("d/circle", "circle");
        Link("d/absolute", folder["d"]);
        WalkedFolder walked = Walk("d");
        Assert.Equal(["blue/3", "red/1", "red/in/2"], walked.Files);
        Assert.Equal(["blue", "red", "red/in"], walked.Folders);
        Assert.Equal(["absolute", "also", "red/in/far", "red/self", "red/up"], walked.Odd.Where(each => each.Kind == PathKind.Folder).Select(each => each.Path));
        Assert.Equal(["circle"], walked.Odd.Where(each => each.Kind == PathKind.Missing).Select(each => each.Path));
    }

    [Fact]
    public void A_marked_folder_is_left_out_unless_it_is_the_walked_one()
    {
        Write("d/red/1", "d/inbox/.nomedia", "d/inbox/2");
        Link("d/link", "inbox");
        Assert.Equal(["red/1"], Walk("d").Files);
        Assert.Equal(["red"], Walk("d").Folders);
        Assert.Contains("2", Walk("d/inbox").Files);
    }

    [Fact]
    public void A_folder_elsewhere_is_read_once_under_its_first_link()
    {
        Write("d/own/1", "else/a/2", "else/b/3");
        Link("else/back", "../d/own");
        Link("d/x10", "../else");
        Link("d/x2", "../else");
        Link("d/x3", "../else/b");
        Link("linked", "d");
        foreach (string root in (string[])["d", "linked"])
        {
            WalkedFolder walked = Walk(root);
            Assert.Equal(["own/1", "x2/a/2", "x2/b/3"], walked.Files);
            Assert.Equal(["x2/back", "x3", "x10"], walked.Odd.Select(each => each.Path));
        }
    }

    [Fact]
    public async Task Pipes_devices_and_broken_links_are_named_and_never_opened()
    {
        Write("d/a/1");
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["d/a/pipe.png"]])).ExitCode);
        Link("d/a/zero.png", "/dev/zero");
        Link("d/a/piped.png", "pipe.png");
        Link("d/a/gone.png", "/nowhere/at/all");
        Link("d/a/good.png", "1");
        WalkedFolder walked = Walk("d");
        Assert.Equal(["a/1", "a/good.png"], walked.Files);
        Assert.Equal([("a/gone.png", PathKind.Missing), ("a/pipe.png", PathKind.Special), ("a/piped.png", PathKind.Special), ("a/zero.png", PathKind.Special)], walked.Odd.Select(each => (each.Path, each.Kind)));
    }

    [Fact]
    public void Ignored_names_are_left_out_at_every_level_and_a_stop_is_heard()
    {
        Write("d/skip/1", "d/a/skip/2", "d/a/b/3", "d/a/b/skip");
        Assert.Equal(["a/b/3"], FolderWalk.Run(folder["d"], name => name == "skip", TestContext.Current.CancellationToken).Files);
        Assert.Throws<OperationCanceledException>(() => FolderWalk.Run(folder["d"], _ => false, new CancellationToken(canceled: true)));
        Assert.Contains("cannot be searched", Assert.Throws<InputException>(() => Walk("nothing")).Message, StringComparison.Ordinal);
    }

    private WalkedFolder Walk(string name) => FolderWalk.Run(folder[name], _ => false, TestContext.Current.CancellationToken);

    private void Link(string name, string target) => File.CreateSymbolicLink(folder[name], target);

    private void Write(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], name);
        }
    }
}
