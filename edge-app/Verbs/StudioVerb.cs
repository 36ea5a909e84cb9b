using System.CommandLine;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>studio</c>: teaches a camera in the browser.</summary>
internal static class StudioVerb
{
    private const string DefaultFolder = "studio";
    private const double UsualFps = 10; // leaves time for browser and teaching on a small machine

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> source = new("--source") { Description = $"Source of the pictures: {SourceOptions.Forms}.", DefaultValueFactory = _ => "camera:0" };
        Option<string> data = new("--data") { Description = "Folder of the pictures, with a folder for each class; made if it is missing.", DefaultValueFactory = _ => DefaultFolder, HelpName = "DIR" };
        Option<string?> model = new("--model") { Description = "Network to begin with: a bundle, whose own classes answer until two classes have pictures, or a name such as torchvision:resnet18. Default: the ImageNet backbone." };
        SourceArguments opening = new();
        Option<string?> roi = new("--roi") { Description = "Teach and classify only this part of the picture: x,y,w,h in pixels." };
        NetworkArguments network = new(UsualFps);
        Option<bool> noBrowser = new("--no-browser") { Description = "Do not open the page in this screen's browser." };
        RunOptions run = new();
        GroupedCommand command = new("studio", "Teach a camera in the browser: record, label, compare, replace.");
        command.Begin("Pictures and model");
        Array.ForEach<Option>([source, data, model], command.Add);
        opening.AddTo(command);
        command.Add(roi);
        command.Begin("Speed");
        network.AddTo(command);
        run.AddTo(command);
        command.Begin("On this screen");
        command.Add(noBrowser);
        command.SetAction((parsed, stop) =>
        {
            LiveOptions options = new()
            {
                Model = parsed.GetValue(model) ?? ImageNetBackbone.Name,
                Source = parsed.GetRequiredValue(source),
                Classifier = network.Read(parsed, ModelBundle.DefaultPrecision),
                MaxFps = network.MaxFps(parsed),
                WebAlways = true,
                Region = parsed.GetValue(roi) is string region ? RegionOfInterest.Parse(region) : null,
                Studio = new StudioSettings(parsed.GetRequiredValue(data) is { Length: > 0 } folder ? folder : throw new UsageException("--data: is empty; name a folder"), parsed.GetValue(model), OpensBrowser: !parsed.GetValue(noBrowser)),
            };
            LiveSession.Run(run.ApplyTo(opening.ApplyTo(options, parsed), parsed), parsed.InvocationConfiguration, stop);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
