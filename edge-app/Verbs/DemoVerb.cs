using System.CommandLine;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Sinks.Window;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>demo</c>: runs the shipped bundle on the built-in demo camera.</summary>
internal static class DemoVerb
{
    private const string Source = "demo:fashion";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<bool> headless = new("--headless") { Description = "Open no window, and no page without --web." };
        RunOptions run = new();
        GroupedCommand command = new("demo", "Classify the built-in demo camera with the shipped model.");
        command.Begin("On this screen");
        command.Add(headless);
        run.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            bool hidden = parsed.GetValue(headless);
            LiveOptions options = run.ApplyTo(
                new LiveOptions
                {
                    Model = ShippedModel.Path,
                    Source = Source,
                    Window = !hidden && WindowSink.HasDisplay,
                    WindowIsOptional = true,
                    WebAlways = !hidden,
                },
                parsed);
            LiveSession.Run(options, parsed.InvocationConfiguration, stop);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
