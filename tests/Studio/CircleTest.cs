using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Labelling;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Fakes;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio;

/// <summary>From the first recording to a better model in a running program: textures by day, then the same ones in another light.</summary>
public sealed class CircleTest : IDisposable
{
    private static readonly string[] kinds = ["checks", "lines"];
    private readonly TinyRoom tiny = new();
    private readonly TemporaryFolder world = new();
    private readonly VersionDesk desk;

    public CircleTest()
    {
        desk = new VersionDesk(tiny.Room, TinyRoom.Options);
        tiny.Room.Start();
    }

    public void Dispose()
    {
        desk.Dispose();
        tiny.Dispose();
        world.Dispose();
    }

    [Fact]
    [Long]
    public async Task Record_save_collect_label_save_and_swap_make_a_better_model()
    {
        string held = Scene("held", day: false, count: 20, seed: 900);
        Record();
        SavedVersion first = Save();
        desk.Promote(first.Id);

        string evening = Scene("evening", day: false, count: 15, seed: 300);
        string current = Path.Combine(desk.Shelf.Folder, VersionShelf.Link);
        await using LiveProgram live = LiveProgram.Start(current, $"{evening}?loop&realtime=10", [], "--collect", tiny.Folder, "--collect-when", "every=1s,unknown", "--collect-rate", "50/s", "--watch-model");
        JsonElement before = await live.NextAsync(_ => true);
        Assert.Equal(first.Sha256, before.GetProperty("sha256").GetString());
        InboxFolder inbox = new(tiny.Folder);
        while (inbox.Count() < 12)
        {
            await live.NextAsync(10);
        }

        Label(inbox);
        Eventually.True(() => tiny.Room.Current is { Waiting: 0 } now && now.Pictures.Count >= 24 + 12);
        SavedVersion second = Save();
        desk.Promote(second.Id);
        JsonElement after = await live.NextAsync(result => result.GetProperty("sha256").GetString() != first.Sha256);
        Assert.Equal(second.Sha256, after.GetProperty("sha256").GetString());
        Assert.True(Accuracy(second, held) > Accuracy(first, held), $"{Accuracy(first, held)} → {Accuracy(second, held)}");
        Assert.InRange(Accuracy(second, held), 0.9, 1);
    }

    /// <summary>Twelve pictures of each kind by day, through the studio's intake.</summary>
    private void Record()
    {
        PictureIntake intake = new(tiny.Room);
        string day = Scene("day", day: true, count: 12, seed: 0);
        foreach (string file in Directory.GetFiles(day, "*.png").Order(StringComparer.Ordinal))
        {
            float[] features = tiny.Room.Network.Features(ImageDecoder.Decode(file).View);
            intake.Add(KindOf(file), Path.GetFileName(file), features, () => (File.ReadAllBytes(file), new PictureOrigin("camera:0", DateTimeOffset.UnixEpoch)), recording: null);
        }

        Eventually.True(() => tiny.Room.Current is { Waiting: 0, Pictures.Count: 24 });
    }

    /// <summary>Labels each group by its pictures' names, as a person would by looking.</summary>
    private void Label(InboxFolder inbox)
    {
        InboxLabels labels = new(tiny.Room.Album);
        foreach (IGrouping<string, WaitingPicture> same in InboxGroups.Of(inbox.Read()).SelectMany(group => group.Pictures).GroupBy(picture => KindOf(picture.Entry.Name!)))
        {
            labels.Label([.. same.Select(picture => picture.Id)], same.Key);
        }

        tiny.Room.Wake();
    }

    private SavedVersion Save()
    {
        desk.Save(null);
        Eventually.True(() => !desk.IsBusy);
        return desk.Shelf.List()[^1];
    }

    private static double Accuracy(SavedVersion version, string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal)];
        FolderImageSet set = new("held", files, [.. files.Select(file => Array.IndexOf(kinds, KindOf(file)))], kinds);
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(version.Path), TinyRoom.Options);
        return LogitTable.Of(classifier, set, TestContext.Current.CancellationToken).Top1();
    }

    private static string KindOf(string file) => Path.GetFileName(file).Split('-')[0];

    private string Scene(string name, bool day, int count, int seed)
    {
        Directory.CreateDirectory(world[name]);
        foreach (string kind in kinds)
        {
            for (int i = 0; i < count; i++)
            {
                Draw(Path.Combine(world[name], $"{kind}-{i:00}.png"), kind, day, seed + i + kind.Length);
            }
        }

        return world[name];
    }

    /// <summary>A texture: by day grey on white, in the evening of the other brightness, with a warm tint.</summary>
    private static void Draw(string file, string kind, bool day, int seed)
    {
        Random random = new(seed);
        using Mat picture = new(96, 96, MatType.CV_8UC3, Scalar.All(0));
        int step = 10 + random.Next(5);
        int shift = random.Next(step);
        for (int y = 0; y < 96; y++)
        {
            for (int x = 0; x < 96; x++)
            {
                bool on = kind == "lines" ? (x + shift) / step % 2 == 0 : ((x + shift) / step + (y / step)) % 2 == 0;
                int level = (day ? on ? 230 : 120 : on ? 60 : 12) + random.Next(-8, 9);
                picture.Set(y, x, day ? new Vec3b((byte)level, (byte)level, (byte)level) : new Vec3b((byte)(level / 3), (byte)Math.Max(0, level - 4), (byte)Math.Min(255, level * 2)));
            }
        }

        Cv2.ImWrite(file, picture);
    }
}
