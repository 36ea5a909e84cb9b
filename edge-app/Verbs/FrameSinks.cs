using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Explaining.Live;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Collecting;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The frame sinks of a run.</summary>
internal static class FrameSinks
{
    /// <summary>Opens the sinks of <paramref name="options"/>.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="source">The source.</param>
    /// <param name="explain">Explains frames; owned from now on; null if nobody can look.</param>
    /// <param name="studio">The studio of the run; null without one.</param>
    /// <exception cref="UserException">A folder cannot be written.</exception>
    public static OpenSinks<IFrameSink> Open(LiveOptions options, SourceConnection source, ExplainSink? explain, StudioRun? studio) => OpenSinks<IFrameSink>.Open(sinks =>
    {
        if (explain is not null)
        {
            sinks.Add(explain);
            explain.Start();
        }

        if (options.Collect is CollectSettings settings)
        {
            CollectSink collect = new(settings, source.Name);
            sinks.Add(collect);
            collect.Start();
        }

        foreach (IFrameSink sink in studio?.Sinks(source.Name) ?? [])
        {
            sinks.Add(sink);
        }
    });
}
