using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Collecting;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The frame sinks of a run.</summary>
internal static class FrameSinks
{
    /// <summary>Opens the sinks of <paramref name="options"/>.</summary>
    /// <exception cref="UserException">A folder cannot be written.</exception>
    public static OpenSinks<IFrameSink> Open(LiveOptions options, SourceConnection source) => OpenSinks<IFrameSink>.Open(sinks =>
    {
        if (options.Collect is CollectSettings settings)
        {
            CollectSink collect = new(settings, source.Name);
            sinks.Add(collect);
            collect.Start();
        }
    });
}
