using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks;
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

/// <summary>From the first recording to a better model in a running program: two things by day, then the same ones in the evening, when each looks like the other by day.</summary>
public sealed class CircleTest : IDisposable
{
    private const int Recorded = 12; // of each kind
    private const int Collected = 20;
    private static readonly string[] kinds = ["cup", "plate"];
    private readonly StudioHost studio = new StudioHost().Start();
    private readonly TemporaryFolder world = new();
    private readonly VersionDesk desk;

    public CircleTest() => desk = new VersionDesk(studio.Room, TinyRoom.Options);

    public void Dispose()
    {
        desk.Dispose();
        studio.Dispose();
        world.Dispose();
    }

    [Fact]
    [Long]
    public async Task Record_save_collect_label_save_and_swap_make_a_better_model()
    {
        string held = Scene("held", day: false, count: 20, first: 900);
        Record();
        SavedVersion first = Save();
        desk.Promote(first.Id);

        string evening = Scene("evening", day: false, count: 15, first: 300);
        string current = Path.Combine(desk.Shelf.Folder, VersionShelf.Link);
        await using LiveProgram live = LiveProgram.Start(current, $"{evening}?loop=1&realtime=1", [], "--collect", studio.Pictures, "--collect-when", "every=1s,unknown", "--collect-rate", "50/s", "--watch-model");
        JsonElement before = await live.NextAsync(_ => true);
        Assert.Equal(first.Sha256, before.GetProperty("sha256").GetString());
        InboxFolder inbox = new(studio.Pictures);
        while (inbox.Count() < Collected)
        {
            await live.NextAsync(count: 1);
        }

        Label(inbox);
        Eventually.True(() => studio.Room.Current is { Waiting: 0 } now && now.Pictures.Count >= (kinds.Length * Recorded) + Collected);
        SavedVersion second = Save();
        desk.Promote(second.Id);
        JsonElement after = await live.NextAsync(result => result.GetProperty("sha256").GetString() != first.Sha256);
        Assert.Equal(second.Sha256, after.GetProperty("sha256").GetString());
        Assert.True(Accuracy(second, held) > Accuracy(first, held), $"{Accuracy(first, held)} → {Accuracy(second, held)}");
        Assert.InRange(Accuracy(second, held), 0.9, 1);
    }

    /// <summary>Pictures of each kind by day, through the studio's intake.</summary>
    private void Record()
    {
        PictureIntake intake = new(studio.Room);
        string day = Scene("day", day: true, Recorded, first: 0);
        foreach (string file in Directory.GetFiles(day, "*.png").Order(StringComparer.Ordinal))
        {
            float[] features = studio.Room.Network.Features(ImageDecoder.Decode(file).View);
            Assert.Equal(Outcome.Delivered, intake.Add(KindOf(file), Path.GetFileName(file), features, () => (File.ReadAllBytes(file), new PictureOrigin("camera:0", DateTimeOffset.UnixEpoch)), recording: null));
        }

        studio.Wait(now => now.Waiting == 0 && now.Pictures.Count == kinds.Length * Recorded);
    }

    /// <summary>Labels each group by its pictures' names, as a person would by looking.</summary>
    private void Label(InboxFolder inbox)
    {
        InboxLabels labels = new(studio.Room.Album);
        foreach (IGrouping<string, WaitingPicture> same in InboxGroups.Of(inbox.Read()).SelectMany(group => group.Pictures).GroupBy(picture => KindOf(picture.Entry.Name!)))
        {
            labels.Label([.. same.Select(picture => picture.Id)], same.Key);
        }

        studio.Room.Wake();
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

    private static string KindOf(string file) => Path.GetFileNameWithoutExtension(file).Split('-')[1];

    /// <summary>Writes pictures of both kinds, in turn.</summary>
    private string Scene(string name, bool day, int count, int first)
    {
        Directory.CreateDirectory(world[name]);
        for (int i = 0; i < count; i++)
        {
            for (int kind = 0; kind < kinds.Length; kind++)
            {
                using Mat picture = day ? PatchModel.Picture(kind, first + i) : Evening(kind, first + i);
                Cv2.ImWrite(Path.Combine(world[name], $"{i:00}-{kinds[kind]}.png"), picture);
            }
        }

        return world[name];
    }

    /// <summary>Half the other kind by day, half a look of its own.</summary>
    private static Mat Evening(int kind, int number)
    {
        using Mat other = PatchModel.Picture(1 - kind, number);
        using Mat own = PatchModel.Picture(kinds.Length + kind, number);
        Mat picture = new();
        Cv2.AddWeighted(other, 0.5, own, 0.5, 0, picture);
        return picture;
    }
}
