using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture;

/// <summary>Whatever a source throws is at most a loss: it is told and mended, and never ends a run.</summary>
public sealed class SourceFaultTest : IDisposable
{
#pragma warning disable CA2201 // what the runtime throws, too
    private static readonly Exception[] exceptions =
    [
        new IOException("x"), new EndOfStreamException("x"), new InvalidDataException("x"), new ObjectDisposedException("x"), new ArgumentOutOfRangeException("x"), new ArgumentNullException("x"), new ArgumentException("x"),
        new InvalidOperationException("x"), new UriFormatException("x"), new FormatException("x"), new OverflowException("x"), new DivideByZeroException("x"), new NotSupportedException("x"), new NotImplementedException("x"),
        new HttpRequestException("x"), new SocketException(104), new AuthenticationException("x"), new CryptographicException("x"), new Win32Exception(2), new UnauthorizedAccessException("x"), new JsonException("x"),
        new TimeoutException("x"), new OperationCanceledException("x"), new TaskCanceledException("x"), new AggregateException("x"), new TypeInitializationException("x", null), new DllNotFoundException("x"), new RankException("x"),
        new OpenCVException("x", new InvalidOperationException("y")), new NullReferenceException("x"), new IndexOutOfRangeException("x"), new InvalidCastException("x"), new KeyNotFoundException("x"), new OutOfMemoryException("x"), new Exception("rtsp://u:SECRET@h/x"),
    ];
#pragma warning restore CA2201

    private readonly PipelineControls controls = new();
    private readonly List<SourceFault> faults = [];

    public static TheoryData<int> Exceptions => [.. Enumerable.Range(0, exceptions.Length)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => controls.Dispose();

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Any_exception_of_a_read_is_a_loss(int which) => AssertMended(exceptions[which], () => new OddSource(reading: exceptions[which]), () => new OddSource());

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Any_exception_of_opening_again_is_a_loss(int which) => AssertMended(exceptions[which], () => new OddSource(reading: new DeviceException("unplugged")), () => throw exceptions[which], () => new OddSource());

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Any_exception_of_closing_is_told(int which) => AssertMended(exceptions[which], () => new OddSource(closing: exceptions[which]), () => new OddSource());

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Any_exception_of_the_first_opening_is_waited_for(int which)
    {
        if (exceptions[which] is OperationCanceledException)
        {
            return; // the user gave up while the source was opening
        }

        RunSummary summary = Run(() => throw exceptions[which], () => new OddSource());
        Assert.Equal((0, 0), (summary.Losses, summary.Reconnects));
        Assert.Equal(exceptions[which], Assert.Single(faults).InnerException);
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void After_cancellation_any_exception_of_a_read_is_its_end(int which)
    {
        using CancellationTokenSource quit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        ResultList results = new();
        results.When(_ => true, quit.Cancel);
        using CounterClassifier classifier = new();
        using SourceConnection connection = SourceConnection.Open(() => new OddSource(whenCancelled: exceptions[which]), "odd", TimeSpan.FromMinutes(1), wait: false);
        connection.Health.Faulted += faults.Add;
        RunSummary summary = new EdgePipeline(connection, classifier) { Controls = controls, ResultSinks = [results] }.Run(quit.Token);
        Assert.Equal(0, summary.Losses);
        Assert.Empty(faults);
    }

    private void AssertMended(Exception expected, params Func<IFrameSource>[] answers)
    {
        RunSummary summary = Run(answers);
        Assert.Equal((1, 1), (summary.Losses, summary.Reconnects));
        SourceFault fault = Assert.Single(faults);
        Assert.Equal(expected, fault.InnerException);
        Assert.StartsWith($"odd: unexpected {expected.GetType().Name}: ", fault.Message);
        Assert.DoesNotContain("SECRET", fault.Message);
    }

    /// <summary>Runs until a picture follows all losses; each opening gets the next answer.</summary>
    private RunSummary Run(params Func<IFrameSource>[] answers)
    {
        int opened = 0;
        ResultList results = new();
        EdgePipeline? pipeline = null;
        results.When(() => opened == answers.Length && !pipeline!.Health.IsLost, controls.Quit);
        using CounterClassifier classifier = new();
        using SourceConnection connection = SourceConnection.Open(() => answers[Math.Min(opened++, answers.Length - 1)](), "odd", TimeSpan.FromSeconds(30), wait: true);
        connection.Health.Faulted += faults.Add;
        pipeline = new EdgePipeline(connection, classifier)
        {
            Controls = controls,
            ResultSinks = [results],
            TimeLimit = TimeSpan.FromMinutes(1), // a broken one fails instead of hanging
            Backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)),
        };
        return pipeline.Run(Stop);
    }
}
