using System.CommandLine;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
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
        Option<bool> wait = new("--wait") { Description = "If the source is absent at the start, wait for it." };
        Option<string?> trust = new(SourceTrust.Option) { Description = "Trust an encrypted source (https, rtsps, rtmps) with a certificate from this PEM file, or signed by one in it.", HelpName = "FILE" };
        Option<string> ep = new("--ep") { Description = "Execution provider: auto, cpu, cuda[:N], tensorrt[:N], or one of --ep-library.", DefaultValueFactory = _ => "auto" };
        Option<int?> threads = new("--threads") { Description = "Threads of the network on the CPU." };
        Option<string> precision = new("--precision") { Description = "The bundle's file: fp32, fp16, int8, int8-trt. auto takes int8 if it is faster and loses at most half a point of top-1, else fp32.", DefaultValueFactory = _ => PrecisionChoice.Auto };
        Option<string?> tuned = new("--tuned") { Description = "Take provider, precision, threads and spinning from this file of bench --sweep --save, written on this machine." };
        Option<bool> window = new("--window") { Description = "Show a window (keys: q quit, space pause, s snapshot, o compact, full or no HUD, x what speaks for the label)." };
        Option<string?> roi = new("--roi") { Description = "Classify only this part of the picture: x,y,w,h in pixels." };
        Option<bool> noOverlay = new("--no-overlay") { Description = "Start without the HUD on the picture; the same as --hud off." };
        RuntimeOptions runtime = new("The default is off, since camera and display use the cores too.");
        RunOptions run = new();
        GroupedCommand command = new("live", "Classify a source until it ends, a limit is reached, or Ctrl-C.");
        command.Begin("Model and source");
        Array.ForEach<Option>([model, watch, source, wait, trust, roi], command.Add);
        command.Begin("Speed");
        Array.ForEach<Option>([ep, threads, precision, tuned], command.Add);
        runtime.AddTo(command);
        run.AddTo(command);
        command.Begin("On this screen");
        Array.ForEach<Option>([window, noOverlay], command.Add);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(tuned) is not null && (parsed.GetResult(ep) is { Implicit: false } || parsed.GetResult(precision) is { Implicit: false } || parsed.GetValue(threads) is not null || runtime.SaysSpinning(parsed)))
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
                Wait = parsed.GetValue(wait),
                SourceTrust = parsed.GetValue(trust),
                Classifier = runtime.Read(parsed, Spinning.Off) with
                {
                    ExecutionProvider = parsed.GetRequiredValue(ep),
                    Threads = parsed.GetValue(threads),
                    Precision = parsed.GetRequiredValue(precision),
                },
                Tuned = parsed.GetValue(tuned),
                Window = parsed.GetValue(window),
                Region = parsed.GetValue(roi) is string region ? RegionOfInterest.Parse(region) : null,
            };
            LiveOptions whole = run.ApplyTo(options, parsed);
            LiveSession.Run(parsed.GetValue(noOverlay) ? whole with { Hud = HudDetail.Off } : whole, parsed.InvocationConfiguration, stop);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
