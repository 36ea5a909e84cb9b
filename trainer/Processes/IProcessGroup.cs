namespace EdgeResNet.Trainer.Processes;

/// <summary>The processes of one training. All make the same calls in the same order, one thread at a time.</summary>
internal interface IProcessGroup : IDisposable
{
    /// <summary>This process, from 0; process 0 alone writes files and to the terminal.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int Size { get; }

    /// <summary>This process among those of its host, from 0.</summary>
    int LocalRank { get; }

    /// <summary>CPU threads of this process, its share of the cores; null: all.</summary>
    int? Threads { get; }

    /// <summary>Processes, hosts and library in words; null with one process.</summary>
    string? Description { get; }

    /// <summary>Replaces the values by their sums over all processes, the same bits everywhere.</summary>
    void Sum(Span<float> values);

    /// <inheritdoc cref="Sum(Span{float})"/>
    void Sum(Span<double> values);

    /// <summary>Replaces the bytes by those of process <paramref name="root"/>.</summary>
    void Broadcast(Span<byte> bytes, int root = 0);

    /// <summary>Sends block i of <paramref name="from"/> to process i; block i of <paramref name="to"/> comes from process i.</summary>
    void Transpose(ReadOnlySpan<byte> from, Span<byte> to);

    /// <summary>Collects the blocks of all processes, of equal size, in their order.</summary>
    void Gather(ReadOnlySpan<byte> mine, Span<byte> all);

    /// <summary>Runs a verb's work. If it fails in one process, all end, with one line.</summary>
    ExitCode Run(Func<ExitCode> work);
}
