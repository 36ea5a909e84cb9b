using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Sinks.Recording;
using EdgeResNet.Tests.Studio;
using OpenCvSharp;

namespace EdgeResNet.Tests.Verbs;

/// <summary><c>studio</c> as a process of its own, on a video that repeats.</summary>
public sealed class StudioVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string[] options;

    public StudioVerbTest()
    {
        using VideoWriter writer = new(folder["scenes.avi"], FourCC.MJPG, 20, new Size(64, 64));
        for (int frame = 0; frame < 60; frame++)
        {
            using Mat picture = PatchModel.Picture(1, frame);
            writer.Write(picture);
        }

        options = ["--source", $"{folder["scenes.avi"]}?loop=1&realtime=1", "--model", PatchModel.Write(folder["patches.onnx"])];
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Records_learns_and_ends_with_control_c()
    {
        await using StudioProcess studio = await StartAsync("desk");
        Assert.Contains("desk/", studio.Program.Output, StringComparison.Ordinal);
        await studio.RecordAsync("cup");
        await studio.RecordAsync("hand");
        JsonElement now = await studio.WaitAsync(now => now.GetProperty("model").GetProperty("labels").GetArrayLength() == 2);
        Assert.Equal("desk", now.GetProperty("model").GetProperty("name").GetString());
        JsonElement live = await studio.WaitAsync(live => live.GetProperty("model").GetString() == "desk", "/api/state");
        Assert.Equal(now.GetProperty("model").GetProperty("sha256").GetString()!.Length, live.GetProperty("sha256").GetString()!.Length);
        Assert.NotEmpty(Directory.GetFiles(folder["desk/cup"], "*.jpg"));
        studio.Program.Send(SignalledProgram.Interrupt);
        Assert.Equal(130, await studio.Program.EndAsync());
    }

    [Fact]
    public async Task A_second_studio_on_a_folder_ends_with_one_line()
    {
        await using StudioProcess first = await StartAsync("desk");
        await using SignalledProgram second = StudioProcess.Run(folder["desk"], options);
        Assert.Equal(3, await second.EndAsync());
        Assert.Contains("another program teaches in this folder", Assert.Single(second.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train/cup", "studio teaches with class folders alone")]
    [InlineData(null, "cannot be written")]
    public async Task An_unusable_folder_ends_with_one_line(string? split, string reason)
    {
        if (split is null)
        {
            File.WriteAllText(folder["desk"], "a file");
        }
        else
        {
            PatchModel.WritePicture(folder[$"desk/{split}/1.png"], 1, 0);
        }

        await using SignalledProgram studio = StudioProcess.Run(folder["desk"], options);
        Assert.Equal(3, await studio.EndAsync());
        Assert.Contains(reason, Assert.Single(studio.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["desk/.edgeresnet"]));
    }

    [Fact]
    public async Task An_empty_folder_name_ends_with_one_line()
    {
        await using SignalledProgram studio = StudioProcess.Run("", options);
        Assert.Equal(2, await studio.EndAsync());
        Assert.Contains("--data: is empty", Assert.Single(studio.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_at_any_moment_leaves_whole_pictures_and_a_log_that_works()
    {
        for (int round = 0; round < 3; round++)
        {
            await using StudioProcess studio = await StartAsync("desk");
            await studio.PostAsync("record", """{"class":"cup","rate":30}""");
            int before = Pictures().Length;
            Eventually.True(() => Pictures().Length > before + 2);
        } // killed

        string[] pictures = Pictures();
        Assert.All(pictures, picture => ImageDecoder.Decode(picture));
        using Album album = Album.Open(folder["desk"], problem => Assert.Fail(problem));
        Assert.All(album.Scan(pictures.Select(picture => (Path.GetRelativePath(folder["desk"], picture), "cup"))), picture => Assert.NotNull(album.Origin(picture)));
        while (album.Undo() is not null)
        {
        }

        Assert.InRange(Pictures().Length, 0, 3); // at most the picture in hand of each round is not in the log

        string[] Pictures() => Directory.Exists(folder["desk/cup"]) ? Directory.GetFiles(folder["desk/cup"], "*.jpg") : [];
    }

    [Fact]
    public async Task A_full_disk_is_told_and_recording_goes_on_once_there_is_room()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("8m");
        await using StudioProcess studio = await StudioProcess.StartAsync(disk["desk"], options);
        await studio.RecordAsync("cup");
        disk.Fill();
        await studio.PostAsync("record", """{"class":"hand","rate":30}""");
        await studio.WaitAsync(live => live.GetProperty("sinks").EnumerateArray().Any(sink => sink.GetProperty("name").GetString() == "studio" && sink.GetProperty("problem").ValueKind == JsonValueKind.String), "/api/state");
        disk.Clear();
        await studio.RecordAsync("hand");
        Assert.All(Directory.GetFiles(disk["desk"], "*.jpg", SearchOption.AllDirectories), picture => ImageDecoder.Decode(picture));
    }

    private Task<StudioProcess> StartAsync(string data) => StudioProcess.StartAsync(folder[data], options);
}
