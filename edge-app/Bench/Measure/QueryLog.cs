namespace EdgeResNet.EdgeApp.Bench.Measure;

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
