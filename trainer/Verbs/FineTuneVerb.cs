using System.CommandLine;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.FineTuning;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>fine-tune</c>: the part of <c>teach</c> that needs torch. Only <c>teach</c> runs it; hidden from help.</summary>
internal static class FineTuneVerb
{
    /// <summary>The verb with its argument.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("FOLDER") { Description = "Folder with request and answer." };
        Command command = new(FineTuneFolder.Verb, "Train the whole network of a taught bundle for teach.") { folder };
        command.Hidden = true;
        command.SetAction((parsed, stop) =>
        {
            new FineTuneTraining(new FineTuneFolder(parsed.GetRequiredValue(folder)), TorchDevice.Parse("auto"), parsed.InvocationConfiguration.Output.WriteLine, stop).Run();
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
