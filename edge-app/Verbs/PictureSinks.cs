using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The picture sinks of a run, which it owns.</summary>
internal sealed class PictureSinks : IDisposable
{
    private readonly List<IPictureSink> sinks = [];

    private PictureSinks()
    {
    }

    /// <summary>What was opened.</summary>
    public IReadOnlyList<IPictureSink> Sinks => sinks;

    /// <summary>Opens what <paramref name="options"/> ask for; says on <paramref name="output"/> where to look.</summary>
    public static PictureSinks Open(LiveOptions options, PipelineControls controls, TextWriter output)
    {
        return new PictureSinks();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IPictureSink sink in sinks)
        {
            sink.Dispose();
        }
    }
}
