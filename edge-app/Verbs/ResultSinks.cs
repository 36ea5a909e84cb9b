using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.EdgeApp.Sinks.Terminal;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The result sinks of a run, which it owns.</summary>
internal sealed class ResultSinks : IDisposable
{
    private readonly List<IResultSink> sinks = [];

    private ResultSinks()
    {
    }

    /// <summary>The open sinks.</summary>
    public IReadOnlyList<IResultSink> Sinks => sinks;

    /// <summary>Opens the sinks of <paramref name="options"/>, which print notices on <paramref name="output"/>.</summary>
    /// <exception cref="UserException">An address or file cannot be used.</exception>
    public static ResultSinks Open(LiveOptions options, SourceConnection source, IImageClassifier classifier, ConsoleWriter output)
    {
        ResultSinks opened = new();
        try
        {
            opened.Add(options, source, EventOrigin.Of(source.Name, classifier), output);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IResultSink sink in sinks)
        {
            sink.Dispose();
        }
    }

    private void Add(LiveOptions options, SourceConnection source, EventOrigin origin, ConsoleWriter output)
    {
        if (options.Events is string path)
        {
            sinks.Add(new EventWriter(EventFile.Open(path), new EventLine(origin), waitsWhenFull: !source.IsLive));
        }

        if (options.Mqtt is MqttSettings broker)
        {
            sinks.Add(new MqttSink(broker, origin, output.WriteLine));
        }

        sinks.AddRange(options.Hooks.Open().Select(target => new ChangeSink(target, origin)));
    }
}
