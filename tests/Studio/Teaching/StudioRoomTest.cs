using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Studio.Teaching;

public sealed class StudioRoomTest : IDisposable
{
    private readonly StudioHost studio = new();

    public void Dispose() => studio.Dispose();

    [Fact]
    public void Two_classes_of_one_picture_answer_and_what_is_neither_is_unknown()
    {
        Draw("cup/1.png", 1, 0);
        Draw("hand/1.png", 2, 0);
        studio.Start();
        IImageClassifier classifier = studio.WaitFor("cup", "hand");
        Assert.Equal([("cup", false), ("hand", false), (null, true)], Enumerable.Range(1, 3).Select(kind => Ask(classifier, kind, 7)).Select(answer => (answer.IsUnknown ? null : answer.Label, answer.IsUnknown)));
    }

    [Fact]
    public void Nothing_taught_is_unknown_and_one_class_is_known_or_unknown()
    {
        studio.Start();
        Assert.True(Ask(studio.WaitFor(StudioNetwork.NoClass), 1, 0).IsUnknown);
        Draw("cup/1.png", 1, 0);
        IImageClassifier classifier = studio.WaitFor("cup");
        Assert.Equal((false, true), (Ask(classifier, 1, 7).IsUnknown, Ask(classifier, 2, 0).IsUnknown));
    }

    [Fact]
    public void A_models_own_classes_answer_until_two_classes_have_pictures()
    {
        Draw("cup/1.png", 1, 0);
        studio.Start("own", "other");
        Assert.IsType<OwnAnswer>(studio.WaitFor("own", "other"));
        Draw("hand/1.png", 2, 0);
        studio.WaitFor("cup", "hand");
        Directory.Delete(studio["hand"], recursive: true);
        Assert.IsType<OwnAnswer>(studio.WaitFor("own", "other"));
    }

    [Fact]
    public void Edits_by_hand_are_seen()
    {
        Draw("cup/1.png", 1, 0);
        Draw("cup/2.png", 1, 1);
        studio.Start();
        studio.Wait(now => now.Pictures.Count == 2);
        Directory.CreateDirectory(studio["hand"]);
        File.Move(studio["cup/2.png"], studio["hand/moved.png"]);
        Draw("hand/2.png", 2, 0);
        PictureSnapshot now = studio.Wait(now => now.Pictures.Count == 3);
        Assert.Equal(["cup/1.png", "hand/2.png", "hand/moved.png"], now.Pictures.Select(picture => picture.Path));
        Assert.Equal([0, 1, 1], now.Features.Labels);
        Directory.Move(studio["hand"], studio["fist"]);
        Assert.Equal(["cup", "fist"], studio.Wait(now => now.Classes.Contains("fist")).Classes);
        File.Delete(studio["cup/1.png"]);
        now = studio.Wait(now => now.Pictures.Count == 2);
        Assert.Equal(["fist"], now.Classes);
        Assert.Equal(["cup", "fist"], now.Folders);
    }

    [Fact]
    public void Unreadable_pictures_are_told_and_left_out_until_they_are_repaired()
    {
        Draw("cup/1.png", 1, 0);
        File.WriteAllText(studio["cup/torn.jpg"], "no picture");
        studio.Start();
        PictureSnapshot now = studio.Wait(now => now.Problems.Count > 0);
        Assert.Contains("torn.jpg", Assert.Single(now.Problems), StringComparison.Ordinal);
        Assert.Equal((1, 0), (now.Pictures.Count, now.Waiting));
        File.Delete(studio["cup/torn.jpg"]);
        Draw("cup/torn.png", 1, 1);
        Assert.Empty(studio.Wait(now => now.Pictures.Count == 2).Problems);
    }

    [Fact]
    public void Features_are_those_of_teach_and_are_kept()
    {
        Draw("cup/1.png", 1, 0);
        studio.Start();
        PictureSnapshot now = studio.Wait(now => now.Pictures.Count == 1);
        using FeatureExtractor teach = new(studio.Room.Network.Backbone, studio.Room.Network.Input);
        float[] expected = new float[teach.Width];
        teach.Run(ImageDecoder.Decode(studio["cup/1.png"]).View, expected);
        Assert.Equal(expected, now.Features[0].ToArray());
        Assert.True(now.IsExact);
        Assert.Equal(expected, studio.Room.Album.Features(now.Pictures[0], studio.Room.Network.Key));
    }

    [Fact]
    public void The_running_networks_features_serve_until_those_of_the_file_are_known()
    {
        studio.Start();
        studio.WaitFor(StudioNetwork.NoClass);
        float[] running = new float[PatchModel.Width];
        running[0] = 1;
        long before = studio.Room.Current.Generation;
        studio.Room.Expect(studio.Room.Album.Add("cup", "1.png", PatchModel.Png(1, 0), new("test", DateTimeOffset.UnixEpoch)).Picture, running);
        PictureSnapshot now = studio.Wait(now => now.Pictures.Count == 1 && now.IsExact);
        Assert.NotEqual(running, now.Features[0].ToArray());
        Assert.True(now.Generation > before + 1, "the running network's features were not used");
    }

    [Fact]
    public void The_features_of_files_wait_until_a_recording_ends()
    {
        bool isRecording = true;
        studio.Start();
        studio.Room.IsBusy = () => Volatile.Read(ref isRecording);
        studio.WaitFor(StudioNetwork.NoClass);
        studio.Room.Expect(studio.Room.Album.Add("cup", "1.png", PatchModel.Png(1, 0), new("test", DateTimeOffset.UnixEpoch)).Picture, new float[PatchModel.Width]);
        studio.Wait(now => now.Pictures.Count == 1);
        Draw("cup/2.png", 1, 1); // by hand: nothing is known of it
        studio.Room.Wake();
        Assert.False(studio.Wait(now => now.Pictures.Count == 2).IsExact);
        Volatile.Write(ref isRecording, false);
        studio.Room.Wake();
        studio.Wait(now => now.IsExact);
    }

    [Fact]
    public void Cross_validation_changes_how_the_next_head_answers()
    {
        Draw("cup/1.png", 1, 0);
        Draw("hand/1.png", 2, 0);
        studio.Start();
        studio.WaitFor("cup", "hand");
        studio.Room.Use(new AnswerSettings(Measure: UnknownMeasure.MaxSoftmax));
        Eventually.True(() => studio.Newest!.OutputSpec.UnknownBy == UnknownMeasure.MaxSoftmax);
        Assert.True(studio.Newest!.Known.IsEmpty);
    }

    [Fact]
    public async Task Waiting_for_a_snapshot_ends_with_the_next_one()
    {
        studio.Start();
        PictureSnapshot first = await studio.Room.AfterAsync(0, TestContext.Current.CancellationToken);
        Task<PictureSnapshot> next = studio.Room.AfterAsync(first.Generation, TestContext.Current.CancellationToken);
        Draw("cup/1.png", 1, 0);
        Assert.Contains("cup", (await next.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken)).Folders);
    }

    private void Draw(string path, int kind, int number) => PatchModel.WritePicture(studio[path], kind, number);

    private static (string Label, bool IsUnknown) Ask(IImageClassifier classifier, int kind, int number)
    {
        using EdgeApp.Capture.Frame frame = new();
        using OpenCvSharp.Mat picture = PatchModel.Picture(kind, number);
        picture.CopyTo(frame.Image);
        new Preprocessor(classifier.InputSpec).Run(frame.View, classifier.Input);
        classifier.Upload();
        classifier.Compute();
        float[] logits = classifier.Download().ToArray();
        OutputSpec output = classifier.OutputSpec;
        double known = Scores.Known(output.UnknownBy, logits, output.Temperature, classifier.Known.IsEmpty ? double.NaN : classifier.Known[0]);
        return (output.Labels[Array.IndexOf(logits, logits.Max())], Scores.IsUnknown(known, output.UnknownBelow));
    }
}
