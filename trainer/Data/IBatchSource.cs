namespace EdgeResNet.Trainer.Data;

/// <summary>Provides batches in a given order.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>Batches of <paramref name="size"/> pictures in the given order, from batch <paramref name="first"/>; the caller owns the tensors.</summary>
    IEnumerable<Batch> Batches(int[] order, int size, int first = 0);
}
