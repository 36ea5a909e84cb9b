using System.CommandLine;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>verify</c>: hashes, card against graph, a smoke inference.</summary>
internal static class VerifyVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "bundle folder or .onnx file", Required = true };
        Command command = new("verify", "Check a bundle: hashes, card against graph, a smoke inference.") { model };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            ModelBundle bundle = ModelBundle.Verify(parsed.GetRequiredValue(model), check => output.WriteLine($"ok  {check}"));
            output.WriteLine($"{bundle.Name} is usable");
            return (int)ExitCode.Done;
        });
        return command;
    }
}
