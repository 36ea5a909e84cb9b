using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>teach</c>: trains a classifier from a handful of pictures.</summary>
internal static class TeachVerb
{
    private const string Auto = "auto";

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "folder:DIR, with a folder of pictures for each class.", Required = true };
        Option<string> output = new("--out") { Description = "Folder for the bundle.", Required = true };
        Option<string> pretrained = new("--pretrained") { Description = "Network to start from: imagenet, torchvision:ARCH, or a bundle.", DefaultValueFactory = _ => ImageNetBackbone.Name };
        Option<string> int8 = new("--int8") { Description = "Add an 8-bit file if it loses at most half a point of top-1: auto, never.", DefaultValueFactory = _ => Auto };
        int8.AcceptOnlyFromAmong(Auto, "never");
        Option<FineTuneMode> fineTune = new("--fine-tune") { HelpName = "never|auto|always", Description = "Train the whole network after its head: never, auto (if cross-validation shows a gain and it takes at most 5 minutes), always.", DefaultValueFactory = _ => FineTuneMode.Never };
        Option<string?> shrink = new("--shrink") { Description = "Also train a compact network from the taught one, into OUT-small: ARCH,WIDTH,SIZE, such as resnet18,0.25,128." };
        Option<long> seed = new("--seed") { Description = "Seed for the split of the cross-validation.", DefaultValueFactory = _ => 1 };
        Option<string?> json = new("--json") { Description = "Write the report into this JSON file." };
        Command command = new("teach", "Teach a classifier from a handful of pictures: a head on the features of a pretrained network.") { data, output, pretrained, fineTune, shrink, int8, seed, json };
        PreprocessingOptions preprocessing = new();
        foreach (Option option in preprocessing.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, stop) =>
        {
            string text = parsed.GetRequiredValue(data);
            string folder = DataSource.FolderOf(text) ?? throw new UsageException($"--data {text}: teach takes a folder, folder:DIR, with a folder of pictures for each class");
            string? file = parsed.GetValue(json);
            if (file is not null)
            {
                AtomicFile.Check(file, "--json"); // before minutes of work
            }

            TextWriter console = parsed.InvocationConfiguration.Output;
            TeachRequest request = new(folder, parsed.GetRequiredValue(output), parsed.GetValue(pretrained)!, parsed.GetValue(seed))
            {
                ChangeInput = input => preprocessing.Apply(parsed, input),
                Verbose = VerbRunner.IsVerbose(parsed),
                Integers = parsed.GetValue(int8) == Auto,
                Shrink = parsed.GetValue(shrink) is string compact ? ShrinkSpec.Parse(compact) : null,
                FineTune = parsed.GetValue(fineTune),
                Trainer = TrainerChild.FromEnvironment() is TrainerChild trainer ? (arguments, token) => trainer.RunAsync(arguments, token).GetAwaiter().GetResult() : null,
            };
            TeachReport report = new Teach(request, line => console.WriteLine(Printable.Of(line)), stop).Run();
            if (file is not null)
            {
                StrictJson.Write(file, report);
            }

            console.WriteLine($"bundle: {report.Bundle}   watch it: ./edgeresnet live --model {report.Bundle} --source camera:0 --web");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
