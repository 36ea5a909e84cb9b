using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Files;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Capture.Files;
using EdgeResNet.Tests.Inference;
using Google.Protobuf;
using OpenCvSharp;

namespace EdgeResNet.Tests.Fuzz;

/// <summary>
/// Damaged files for every reader of foreign bytes: each file is read, or refused with an error of the
/// contract. A crash would end the test process, a hang is a failure.
/// </summary>
public sealed class DamagedFilesTest : IDisposable
{
    private static readonly TimeSpan generousLimit = TimeSpan.FromSeconds(30); // for one file; a hang exceeds it on any machine
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(600)]
    [InlineData(6000, Traits = [Long.Trait, Long.Value])]
    public void Damaged_JPEGs_from_files_and_cameras_are_read_or_refused(int count)
    {
        byte[][] originals = [Jpeg(40, 30, quality: 90), Jpeg(64, 64, quality: 30)];
        LiveJpegs jpegs = new();
        using Picture streamed = new();
        (int read, int refused) = Feed(count, originals, "jpg", (path, bytes) =>
        {
            _ = jpegs.Decode(bytes, streamed) || streamed.DecodeJpeg(bytes); // as cameras and streams do, and without their judgement
            DecodedImage picture = ImageDecoder.Decode(path);
            Assert.Equal(picture.Height * picture.Stride, picture.Pixels.Length);
        });
        Assert.True(read > count / 100 && refused > count / 100, $"{read} were read, {refused} refused: both should be tried");
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1000, Traits = [Long.Trait, Long.Value])]
    public void Damaged_AVIs_are_read_or_refused(int count)
    {
        CounterVideo.Write(folder["original.avi"], frames: 5);
        (int read, int refused) = Feed(count, [File.ReadAllBytes(folder["original.avi"])], "avi", (path, _) =>
        {
            using VideoFileSource video = VideoFileSource.Open(path);
            using Frame frame = new();
            for (int i = 0; i < 50 && video.Read(frame, Stop); i++)
            {
                Assert.Equal(3, frame.Image.Channels());
            }
        });
        Assert.True(read > count / 100 && refused > count / 100, $"{read} were read, {refused} refused: both should be tried");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(3000, Traits = [Long.Trait, Long.Value])]
    public void Damaged_models_are_read_or_refused(int count)
    {
        byte[] original = TinyModel.Model(TinyModel.Embedded("gray")).ToByteArray();
        (int read, int refused) = Feed(count, [original], "onnx", (path, _) =>
        {
            ModelBundle bundle = ModelBundle.Open(path);
            using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" });
            Assert.Equal(TinyModel.Labels.Length, classifier.Run().Length);
        });
        Assert.True(read > count / 100 && refused > count / 100, $"{read} were read, {refused} refused: both should be tried");
    }

    private static byte[] Jpeg(int width, int height, int quality)
    {
        using Mat noise = new(height, width, MatType.CV_8UC3);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(255));
        Cv2.ImEncode(".jpg", noise, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        return jpeg;
    }

    private (int Read, int Refused) Feed(int count, byte[][] originals, string extension, Action<string, byte[]> read)
    {
        using SilentStderr silence = new();
        Mutator mutator = new(seed: 20);
        string path = folder[$"damaged.{extension}"];
        int accepted = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = mutator.Mutate(originals[i % originals.Length]);
            File.WriteAllBytes(path, bytes);
            long start = Stopwatch.GetTimestamp();
            try
            {
                read(path, bytes);
                accepted++;
            }
            catch (UserException)
            {
                // One of the contract's errors.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"damaged file {i}: {e}");
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < generousLimit, $"damaged file {i} took {Stopwatch.GetElapsedTime(start)}");
        }

        return (accepted, count - accepted);
    }
}
