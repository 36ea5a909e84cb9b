using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Recording;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Sinks.Window;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The picture sinks of a run.</summary>
internal static class PictureSinks
{
    /// <summary>Opens the sinks of <paramref name="options"/>; prints addresses on <paramref name="output"/>.</summary>
    /// <exception cref="UserException">An address, display or file cannot be used.</exception>
    public static OpenSinks<IPictureSink> Open(LiveOptions options, SourceConnection source, PipelineControls controls, LiveMetrics? metrics, ConsoleWriter output) => OpenSinks<IPictureSink>.Open(sinks =>
    {
        sinks.AddRange(options.Record.Open(source));

        if (options.Window)
        {
            AddWindow(sinks, options, new WindowSink(controls, $"EdgeResNet · {source.Name}"), controls, output);
        }

        if (options.Web is PreviewSettings web && metrics is not null)
        {
            WebPreview preview = new(web, metrics);
            sinks.Add(preview);
            preview.Listen();
            output.WriteLine($"watch at {preview.Address}");
        }

        if (sinks.Any(sink => sink is WindowSink or WebPreview))
        {
            sinks.Add(new SnapshotSink(controls, Environment.CurrentDirectory)); // requested by a key of the window or a button of the page
        }
    });

    private static void AddWindow(List<IPictureSink> sinks, LiveOptions options, WindowSink window, PipelineControls controls, ConsoleWriter output)
    {
        try
        {
            window.Start();
        }
        catch (DeviceException e)
        {
            window.Dispose();
            if (!options.WindowIsOptional)
            {
                throw;
            }

            output.WriteLine(e.Message);
            return;
        }

        sinks.Add(window);
    }
}
