using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

/// <summary><c>--resume</c> and <c>export</c> after the pictures of a run have changed.</summary>
public sealed class ChangedPicturesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ChangedPicturesTest()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        Assert.Equal(0, Run("train", "--data", folder["pets"], "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--batch", "8", "--max-steps", "1", "--no-export", "--out", folder["run"]).Code);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("added", "'cat' of pets/train has 9 pictures, had 8")]
    [InlineData("removed", "'cat' of pets/train has 7 pictures, had 8")]
    [InlineData("replaced", "'cat' of pets/train has other pictures")]
    [InlineData("relabelled", "'cat' of pets/train has 7 pictures, had 8, 'dog' of pets/train has 9 pictures, had 8")]
    [InlineData("measured", "'dog' of pets/val has other pictures")]
    public void Changed_pictures_are_named_and_accepted_on_request(string change, string named)
    {
        Change(change);
        foreach (string[] verb in (string[][])[["train", "--resume", "--out", folder["run"]], ["export", "--run", folder["run"], "--out", folder["bundle"]]])
        {
            (int code, string errors, _) = Run(verb);
            Assert.Equal(3, code);
            Assert.Contains($"its pictures have changed since the run in {folder["run"]} began: {named}; ", errors, StringComparison.Ordinal);
            Assert.Contains("--data-changed", errors, StringComparison.Ordinal);
        }

        (int accepted, _, string output) = Run("train", "--resume", "--data-changed", "--out", folder["run"]);
        Assert.Equal(0, accepted);
        Assert.Contains($"going on with changed pictures: {named}", output, StringComparison.Ordinal);
        (int again, string silent, _) = Run("train", "--resume", "--out", folder["run"]);
        Assert.Equal((0, ""), (again, silent)); // noted
    }

    [Fact]
    public void A_folder_that_is_gone_is_named()
    {
        RunFolder run = RunFolder.Open(folder["run"]);
        Assert.Equal($"folder:{folder["pets"]}", run.Spec.Data);
        Directory.Move(folder["pets"], folder["elsewhere"]);
        (int code, string errors, _) = Run("train", "--resume", "--out", folder["run"]);
        Assert.Equal(3, code);
        Assert.Contains($"{folder["pets"]}: no such folder", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Unchanged_pictures_resume_in_silence_wherever_they_lie_in_their_class()
    {
        foreach (string picture in Directory.GetFiles(folder["pets/train/cat"]))
        {
            File.SetLastWriteTimeUtc(picture, DateTime.UnixEpoch); // as a copy has it
        }

        Directory.CreateDirectory(folder["pets/train/cat/more"]);
        File.Move(folder["pets/train/cat/0.png"], folder["pets/train/cat/more/0.png"]);
        (int code, string errors, string output) = Run("train", "--resume", "--out", folder["run"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.DoesNotContain("changed", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_an_earlier_build_goes_on_with_a_line()
    {
        string file = folder["run/run.json"];
        StrictJson.Write(file, StrictJson.Read<RunSpec>(file) with { Pictures = null });
        (int code, _, string output) = Run("train", "--resume", "--out", folder["run"]);
        Assert.Equal(0, code);
        Assert.Contains("did not note its pictures", output, StringComparison.Ordinal);
    }

    private void Change(string change)
    {
        switch (change)
        {
            case "added":
                File.Copy(folder["pets/train/dog/0.png"], folder["pets/train/cat/new.png"]);
                break;
            case "removed":
                File.Delete(folder["pets/train/cat/3.png"]);
                break;
            case "replaced":
                File.Copy(folder["pets/val/cat/3.png"], folder["pets/train/cat/3.png"], overwrite: true);
                break;
            case "relabelled":
                File.Move(folder["pets/train/cat/3.png"], folder["pets/train/dog/cat3.png"]);
                break;
            default:
                File.Copy(folder["pets/train/dog/1.png"], folder["pets/val/dog/1.png"], overwrite: true);
                break;
        }
    }

    private static (int Code, string Errors, string Output) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { TrainVerb.Create(), ExportVerb.Create() }, arguments, output, errors);
        return (code, errors.ToString(), output.ToString());
    }
}
