using System.CommandLine;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>studio</c>: teaches a camera in the browser.</summary>
internal static class StudioVerb
{
    private const string DefaultFolder = "studio";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> source = new("--source") { Description = $"Source of the pictures: {SourceOptions.Forms}.", DefaultValueFactory = _ => "camera:0" };
        Option<string> data = new("--data") { Description = "Folder of the pictures, with a folder for each class; made if it is missing.", DefaultValueFactory = _ => DefaultFolder, HelpName = "DIR" };
        Option<string?> model = new("--model") { Description = "Network to begin with: a bundle, whose own classes answer until two classes have pictures, or a name such as torchvision:resnet18. Default: the ImageNet backbone." };
        Option<bool> wait = new("--wait") { Description = "If the source is absent at the start, wait for it." };
        Option<string?> trust = new(SourceTrust.Option) { Description = "Trust an encrypted source (https, rtsps, rtmps) with a certificate from this PEM file, or signed by one in it.", HelpName = "FILE" };
        Option<string?> roi = new("--roi") { Description = "Teach and classify only this part of the picture: x,y,w,h in pixels." };
        Option<string> ep = new("--ep") { Description = "Execution provider: auto, cpu, cuda[:N], tensorrt[:N], or one of --ep-library.", DefaultValueFactory = _ => "auto" };
        Option<int?> threads = new("--threads") { Description = "Threads of the network on the CPU." };
        Option<bool> noBrowser = new("--no-browser") { Description = "Do not open the page in this screen's browser." };
        RuntimeOptions runtime = new("The default is off, since camera and display use the cores too.");
        RunOptions run = new();
        GroupedCommand command = new("studio", "Teach a camera in the browser: record, label, compare, replace.");
        command.Begin("Pictures and model");
        Array.ForEach<Option>([source, data, model, wait, trust, roi], command.Add);
        command.Begin("Speed");
        Array.ForEach<Option>([ep, threads], command.Add);
        runtime.AddTo(command);
        run.AddTo(command);
        command.Begin("On this screen");
        command.Add(noBrowser);
        command.SetAction((parsed, stop) =>
        {
            LiveOptions options = new()
            {
                Model = parsed.GetValue(model) ?? ImageNetBackbone.Name,
                Source = parsed.GetRequiredValue(source),
                Wait = parsed.GetValue(wait),
                SourceTrust = parsed.GetValue(trust),
                Classifier = runtime.Read(parsed, Spinning.Off) with
                {
                    ExecutionProvider = parsed.GetRequiredValue(ep),
                    Threads = parsed.GetValue(threads),
                    Precision = ModelBundle.DefaultPrecision,
                },
                WebAlways = true,
                Region = parsed.GetValue(roi) is string region ? RegionOfInterest.Parse(region) : null,
                Studio = new StudioSettings(parsed.GetRequiredValue(data) is { Length: > 0 } folder ? folder : throw new UsageException("--data: is empty; name a folder"), parsed.GetValue(model), OpensBrowser: !parsed.GetValue(noBrowser)),
            };
            LiveSession.Run(run.ApplyTo(options, parsed), parsed.InvocationConfiguration, stop);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
