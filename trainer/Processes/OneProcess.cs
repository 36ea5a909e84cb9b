namespace EdgeResNet.Trainer.Processes;

/// <summary>A training in a single process: nothing to exchange.</summary>
internal sealed class OneProcess : IProcessGroup
{
    public int Rank => 0;

    public int Size => 1;

    public int LocalRank => 0;

    public int? Threads => null;

    public string? Description => null;

    public void Sum(Span<float> values)
    {
    }

    public void Sum(Span<double> values)
    {
    }

    public void Broadcast(Span<byte> bytes, int root = 0)
    {
    }

    public void Transpose(ReadOnlySpan<byte> from, Span<byte> to) => from.CopyTo(to);

    public void Gather(ReadOnlySpan<byte> mine, Span<byte> all) => mine.CopyTo(all);

    public ExitCode Run(Func<ExitCode> work) => work();

    public void Dispose()
    {
    }
}
