namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>A process of a group.</summary>
/// <param name="Rank">Its number.</param>
/// <param name="Host">Its host's name.</param>
/// <param name="Cores">The cores that it may use, as the kernel lists them.</param>
internal sealed record Peer(int Rank, string Host, string Cores)
{
    /// <summary>Names it in a message.</summary>
    public override string ToString() => $"rank {Rank} on {Host}";
}
