using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.EdgeApp.Sinks.Terminal;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The result sinks of a run.</summary>
internal static class ResultSinks
{
    /// <summary>Opens the sinks of <paramref name="options"/>, which print notices on <paramref name="output"/>.</summary>
    /// <exception cref="UserException">An address or file cannot be used.</exception>
    public static OpenSinks<IResultSink> Open(LiveOptions options, SourceConnection source, AnsweringModel model, ConsoleWriter output) => OpenSinks<IResultSink>.Open(sinks =>
    {
        if (options.Events is string path)
        {
            sinks.Add(new EventWriter(EventFile.Open(path), new EventLine(source.Name), waitsWhenFull: !source.IsLive));
        }

        if (options.Mqtt is MqttSettings broker)
        {
            sinks.Add(new MqttSink(broker, source.Name, model, output.WriteLine));
        }

        sinks.AddRange(options.Hooks.Open().Select(target => new ChangeSink(target, source.Name)));
    });
}
