using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Tests.Inference;

/// <summary>A model file that changes while a program uses its bundle, as with rsync or a renaming loop.</summary>
public sealed class ReplacedFileTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_runs_is_what_was_hashed()
    {
        ModelBundle bundle = ModelBundle.Open(WriteBundle());
        Replace("model.onnx");
        using (OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions()))
        {
            Assert.Equal(128, Black(classifier)[0], 0.01);
        }

        AssertChanged(() => OnnxClassifier.Load(bundle, new ClassifierOptions()).Dispose());
        AssertChanged(() => FloatGraph.Of(bundle));
        AssertChanged(() => bundle.ReadModel());
    }

    [Fact]
    public void A_further_precision_runs_as_it_was_hashed()
    {
        ModelBundle bundle = ModelBundle.Open(WriteBundle());
        bundle.ModelFile("int8");
        Replace("model.int8.onnx");
        using (OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { Precision = "int8" }))
        {
            Assert.Equal(128, Black(classifier)[0], 0.01);
        }

        AssertChanged(() => OnnxClassifier.Load(bundle, new ClassifierOptions { Precision = "int8" }).Dispose());
        using OnnxClassifier plain = OnnxClassifier.Load(bundle, new ClassifierOptions());
        Assert.Equal(128, Black(plain)[0], 0.01);
    }

    [Fact]
    public void A_file_that_is_renamed_all_the_time_runs_as_hashed_or_not_at_all()
    {
        WriteBundle();
        string good = folder["model.onnx"];
        File.Copy(good, folder["good"]);
        Replace("model.onnx");
        File.Copy(good, folder["bad"]);
        using CancellationTokenSource done = new();
        WorkerLoop loop = new(good, [folder["good"], folder["bad"]], done.Token);
        int ran = 0;
        for (int i = 0; i < 40; i++)
        {
            try
            {
                using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(folder.Path), new ClassifierOptions());
                Assert.Equal(128, Black(classifier)[0], 0.01);
                ran++;
            }
            catch (InputException e)
            {
                Assert.Contains("the file was changed", e.Message, StringComparison.Ordinal);
            }
        }

        done.Cancel();
        loop.Join();
        Assert.InRange(ran, 0, 40);
    }

    [Fact]
    public void A_file_of_another_size_is_refused_before_it_is_read()
    {
        WriteBundle();
        using (FileStream file = File.OpenWrite(folder["model.onnx"]))
        {
            file.SetLength(1L << 40); // sparse: reading it would take minutes
        }

        Assert.Contains("bytes, expected", Assert.Throws<InputException>(() => ModelBundle.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("2 GB", Assert.Throws<InputException>(() => ModelBundle.Open(folder["model.onnx"])).Message, StringComparison.Ordinal);
    }

    private string WriteBundle()
    {
        TinyModel.WriteBundle(folder.Path, changeCard: card => card with
        {
            Files = new Dictionary<string, FileSpec> { ["fp32"] = card.Files["fp32"], ["int8"] = card.Files["fp32"] with { Path = "model.int8.onnx" } },
        });
        File.Copy(folder["model.onnx"], folder["model.int8.onnx"]);
        return folder.Path;
    }

    /// <summary>Puts a model with other weights of the same size at a name.</summary>
    private void Replace(string name)
    {
        ModelProto model = OnnxModel.Read(folder[name]);
        model.Graph.Initializer[1].RawData = Google.Protobuf.ByteString.CopyFrom(new byte[12]); // no bias
        OnnxModel.Write(model, folder["other.onnx"]);
        File.Move(folder["other.onnx"], folder[name], overwrite: true);
    }

    private static float[] Black(OnnxClassifier classifier)
    {
        classifier.InputBuffer.Clear();
        return classifier.Run().ToArray();
    }

    private static void AssertChanged(Action use) => Assert.Contains("the file was changed", Assert.Throws<InputException>(use).Message, StringComparison.Ordinal);

    /// <summary>Renames two files to one name in turn.</summary>
    private sealed class WorkerLoop
    {
        private readonly Thread thread;

        public WorkerLoop(string name, string[] files, CancellationToken stop)
        {
            thread = new Thread(() =>
            {
                for (int i = 0; !stop.IsCancellationRequested; i = 1 - i)
                {
                    File.Copy(files[i], name + ".next", overwrite: true);
                    File.Move(name + ".next", name, overwrite: true);
                }
            })
            { IsBackground = true };
            thread.Start();
        }

        public void Join() => thread.Join();
    }
}
