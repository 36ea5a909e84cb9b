namespace EdgeResNet.EdgeApp.Bench;

/// <summary>One query, or one frame of a pipeline, as <see cref="System.Diagnostics.Stopwatch"/> timestamps in the order in which they happen.</summary>
/// <param name="Start">It begins; in a pipeline, the picture was captured.</param>
/// <param name="Taken">Somebody works on it; a query does not wait.</param>
/// <param name="Prepared">The pixels are those that the network takes; those of a query are from the start.</param>
/// <param name="Uploaded">The pixels are on the device.</param>
/// <param name="Computed">The network has run.</param>
/// <param name="Returned">The logits are back, with which a query ends.</param>
/// <param name="End">The result is there.</param>
internal readonly record struct Query(long Start, long Taken, long Prepared, long Uploaded, long Computed, long Returned, long End);

/// <summary>Keeps every query. Room for as many as are expected is made before the first; where they are more, it grows between two of them.</summary>
internal sealed class QueryLog
{
    private const int BlockSize = 1 << 15;
    private readonly List<Query[]> blocks = [];
    private int count;

    /// <summary>Makes room for <paramref name="expected"/> queries and touches it, so that no query waits for the system's memory.</summary>
    public QueryLog(int expected)
    {
        do
        {
            Grow();
        }
        while (blocks.Count * BlockSize < expected);
    }

    /// <summary>Queries held.</summary>
    public int Count => count;

    /// <summary>The query with this number, from 0.</summary>
    public Query this[int index] => blocks[index / BlockSize][index % BlockSize];

    /// <summary>Adds one.</summary>
    public void Add(Query query)
    {
        if (count == blocks.Count * BlockSize)
        {
            Grow();
        }

        blocks[count / BlockSize][count % BlockSize] = query;
        count++;
    }

    private void Grow()
    {
        Query[] block = new Query[BlockSize];
        Array.Fill(block, new Query(1, 1, 1, 1, 1, 1, 1));
        blocks.Add(block);
    }
}
