namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Stores all queries. Reserves room for the expected number in advance; grows between two queries if there are more.</summary>
internal sealed class QueryLog
{
    private const int BlockSize = 1 << 15;
    private readonly List<Query[]> blocks = [];
    private int count;

    /// <summary>Reserves and touches memory for <paramref name="expected"/> queries, so that no query waits for page faults.</summary>
    public QueryLog(int expected)
    {
        do
        {
            Grow();
        }
        while (blocks.Count * BlockSize < expected);
    }

    /// <summary>Number of queries.</summary>
    public int Count => count;

    /// <summary>The query with this number, from 0.</summary>
    public Query this[int index] => blocks[index / BlockSize][index % BlockSize];

    /// <summary>Adds a query.</summary>
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
