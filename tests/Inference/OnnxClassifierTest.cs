using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Inference;

public sealed class OnnxClassifierTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Logits_follow_the_pixels_written_into_the_input_buffer()
    {
        using OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = "cpu" });
        foreach (byte level in (byte[])[0, 100, 255])
        {
            classifier.InputBuffer.Fill(level);
            Assert.Equal([128f - level, 0, level - 128f], classifier.Run().ToArray());
        }
    }

    [Fact]
    public void The_three_steps_of_a_run_can_be_called_separately()
    {
        using OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = "cpu" });
        classifier.InputBuffer.Fill(40);
        classifier.Upload();
        classifier.Compute();
        classifier.InputBuffer.Fill(200); // of the next run
        Assert.Equal([88f, 0, -88f], classifier.Download().ToArray());
    }

    [Theory]
    [InlineData(Spinning.Off)]
    [InlineData(Spinning.Run)]
    [InlineData(Spinning.Always)]
    public void Spinning_does_not_change_the_results(Spinning spinning)
    {
        using OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = "cpu", Threads = 2, Spinning = spinning });
        Assert.Equal(spinning, classifier.Spinning);
        classifier.InputBuffer.Fill(40);
        Assert.Equal([88f, 0, -88f], classifier.Run().ToArray());
    }

    [Fact]
    public void A_batch_gives_the_same_logits_as_single_images()
    {
        using OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = 7, Threads = 1 });
        Assert.Equal(7 * classifier.Bundle.Input.Bytes, classifier.InputBuffer.Length);
        for (int image = 0; image < 7; image++)
        {
            classifier.InputBuffer.Slice(image * classifier.Bundle.Input.Bytes, classifier.Bundle.Input.Bytes).Fill((byte)(image * 40));
        }

        ReadOnlySpan<float> logits = classifier.Run();
        for (int image = 0; image < 7; image++)
        {
            Assert.Equal((image * 40f) - 128, logits[(image * 3) + 2]);
        }
    }

    [Fact]
    public void A_run_allocates_nothing_on_the_managed_heap()
    {
        using OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 });
        for (int i = 0; i < 100; i++)
        {
            classifier.Run();
        }

        float sum = 0;
        Assert.Equal(0, Allocation.OfThousandCalls(i =>
        {
            classifier.InputBuffer[0] = (byte)i;
            sum += classifier.Run()[0];
        }));
        Assert.NotEqual(0, sum);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    public void The_provider_that_runs_is_named_with_its_reason(string requested)
    {
        using OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = requested });
        Assert.NotEmpty(classifier.ExecutionProvider);
        Assert.NotEqual("auto", classifier.ExecutionProvider);
        Assert.NotEmpty(classifier.ProviderReason);
    }

    [Fact]
    public void A_disposed_classifier_refuses_to_run()
    {
        OnnxClassifier classifier = Load(new ClassifierOptions { ExecutionProvider = "cpu" });
        classifier.Dispose();
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(classifier.Upload);
        Assert.Throws<ObjectDisposedException>(classifier.Compute);
        Assert.Throws<ObjectDisposedException>(() => { classifier.Download(); });
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 0)]
    public void A_batch_or_a_thread_count_below_one_is_a_usage_error(int batchSize, int? threads) =>
        Assert.Throws<UsageException>(() => Load(new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = batchSize, Threads = threads }));

    [Fact]
    public void A_precision_missing_from_the_bundle_is_an_input_error()
    {
        InputException error = Assert.Throws<InputException>(() => Load(new ClassifierOptions { ExecutionProvider = "cpu", Precision = "int8" }));
        Assert.Contains("int8", error.Message, StringComparison.Ordinal);
    }

    private OnnxClassifier Load(ClassifierOptions options) => OnnxClassifier.Load(ModelBundle.Open(TinyModel.WriteBundle(folder.Path)), options);
}
