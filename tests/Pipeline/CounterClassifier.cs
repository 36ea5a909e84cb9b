using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>Instead of a network: reads a <see cref="FrameCounter"/> and names the class <c>number mod 3</c>. Counting begins with <see cref="Begin"/>, after the pipeline's warm-up.</summary>
internal sealed class CounterClassifier(Action<int>? whileRunning = null) : IImageClassifier
{
    private readonly byte[] input = new byte[16];
    private readonly float[] logits = new float[3];
    private bool counting;

    /// <summary>The numbers seen, in order.</summary>
    public List<int> Seen { get; } = new(4096);

    /// <summary>Whether all answers are NaN.</summary>
    public bool Blind { get; set; }

    /// <summary>Whether it was disposed.</summary>
    public bool Disposed { get; private set; }

    public string Model => "counter";

    public string ExecutionProvider => "none";

    public string Precision => "fp32";

    public string Sha256 { get; init; } = new('0', 64);

    public InputSpec InputSpec => FrameCounter.Input;

    public OutputSpec OutputSpec { get; init; } = new() { Name = "logits", Labels = ["zero", "one", "two"], Temperature = 1, UnknownBelow = 0 };

    public Span<byte> Input => input;

    public ReadOnlySpan<float> Known => [];

    public ReadOnlySpan<float> Features => [];

    public void Begin() => Volatile.Write(ref counting, true);

    public void Upload()
    {
    }

    public void Compute()
    {
        int number = FrameCounter.Read(input);
        if (Volatile.Read(ref counting))
        {
            Seen.Add(number);
            whileRunning?.Invoke(number);
        }

        logits.AsSpan().Clear();
        logits[number % 3] = 10;
        if (Blind)
        {
            logits.AsSpan().Fill(float.NaN);
        }
    }

    public ReadOnlySpan<float> Download() => logits;

    public void Dispose() => Disposed = true;
}
