using System.CommandLine;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>live</c>: classifies a source until it ends, a limit is reached, or Ctrl-C.</summary>
internal static class LiveVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder, an .onnx file that carries its metadata, or a name such as torchvision:resnet18.", Required = true };
        Option<bool> watch = new("--watch-model") { Description = "Take another model as soon as it lies complete at the path of --model: a folder, a file or a link that changes." };
        Option<string> source = new("--source") { Description = $"Source of the pictures: {SourceOptions.Forms}.", Required = true };
        SourceArguments opening = new();
        NetworkArguments network = new();
        Option<string> precision = new("--precision") { Description = "The bundle's file: fp32, fp16, int8, int8-trt. auto takes int8 if it is faster and loses at most half a point of top-1, else fp32.", DefaultValueFactory = _ => PrecisionChoice.Auto };
        Option<string?> tuned = new("--tuned") { Description = "Take provider, precision, threads and spinning from this file of bench --sweep --save, written on this machine." };
        Option<bool> window = new("--window") { Description = "Show a window (keys: q quit, space pause, s snapshot, o compact, full or no HUD, x what speaks for the label)." };
        Option<string?> roi = new("--roi") { Description = "Classify only this part of the picture: x,y,w,h in pixels." };
        Option<bool> noOverlay = new("--no-overlay") { Description = "Start without the HUD on the picture; the same as --hud off." };
        RunOptions run = new();
        GroupedCommand command = new("live", "Classify a source until it ends, a limit is reached, or Ctrl-C.");
        command.Begin("Model and source");
        Array.ForEach<Option>([model, watch, source], command.Add);
        opening.AddTo(command);
        command.Add(roi);
        command.Begin("Speed");
        network.AddTo(command, precision, tuned);
        run.AddTo(command);
        command.Begin("On this screen");
        Array.ForEach<Option>([window, noOverlay], command.Add);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(tuned) is not null && (network.SaysHow(parsed) || parsed.GetResult(precision) is { Implicit: false }))
            {
                throw new UsageException("--tuned sets provider, precision, threads and spinning; leave out --ep, --precision, --threads and --spin");
            }

            if (parsed.GetValue(watch) && !Path.Exists(parsed.GetRequiredValue(model)))
            {
                throw new UsageException($"--watch-model: {parsed.GetRequiredValue(model)} is no path; give the folder or link of a bundle as --model");
            }

            LiveOptions options = new()
            {
                Model = parsed.GetRequiredValue(model),
                WatchModel = parsed.GetValue(watch),
                Source = parsed.GetRequiredValue(source),
                Classifier = network.Read(parsed, parsed.GetRequiredValue(precision)),
                MaxFps = network.MaxFps(parsed),
                Tuned = parsed.GetValue(tuned),
                Window = parsed.GetValue(window),
                Region = parsed.GetValue(roi) is string region ? RegionOfInterest.Parse(region) : null,
            };
            LiveOptions whole = run.ApplyTo(opening.ApplyTo(options, parsed), parsed);
            LiveSession.Run(parsed.GetValue(noOverlay) ? whole with { Hud = HudDetail.Off } : whole, parsed.InvocationConfiguration, stop);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
