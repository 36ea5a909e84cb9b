using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The sinks of a run, which it owns.</summary>
/// <typeparam name="T">Sinks of results or of pictures.</typeparam>
internal sealed class OpenSinks<T> : IDisposable
    where T : ISink
{
    private readonly List<T> sinks = [];

    private OpenSinks()
    {
    }

    /// <summary>What was opened.</summary>
    public IReadOnlyList<T> All => sinks;

    /// <summary>Opens what <paramref name="add"/> adds; if that fails, nothing stays open.</summary>
    public static OpenSinks<T> Open(Action<List<T>> add) => new OpenSinks<T>().OrDispose(opened =>
    {
        add(opened.sinks);
        return opened;
    });

    public void Dispose()
    {
        foreach (T sink in sinks)
        {
            sink.Dispose();
        }
    }
}
