using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>verify</c>: checks hashes, card against graph, and a test inference; with <c>--ep</c>, compares an accelerator with the CPU.</summary>
internal static class VerifyVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder, an .onnx file, or a name such as torchvision:resnet18.", Required = true };
        Option<string?> ep = new("--ep") { Description = "Also run the bundle's samples on this execution provider, and compare with float32 on the CPU." };
        Option<string> precision = new("--precision") { Description = "The bundle's file for --ep: fp32, fp16, int8, int8-trt.", DefaultValueFactory = _ => ModelBundle.DefaultPrecision };
        Option<string?> json = new("--json") { Description = "Write the comparison into this JSON file." };
        RuntimeOptions runtime = new("The default is off.");
        Command command = new("verify", "Check a bundle: hashes, card against graph, and a test inference.") { model, ep, precision, json };
        runtime.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            ModelBundle bundle = VerifiedBundle.Open(ModelName.Resolve(parsed.GetRequiredValue(model), stop), check =>
            {
                stop.ThrowIfCancellationRequested();
                output.WriteLine($"ok  {check}");
            });
            if (parsed.GetValue(ep) is string provider)
            {
                ClassifierOptions options = runtime.Read(parsed, Spinning.Off) with { ExecutionProvider = provider, Precision = parsed.GetRequiredValue(precision) };
                Compare(bundle, options, parsed.GetValue(json), output);
            }

            output.WriteLine($"{bundle.Name} is usable");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Compare(ModelBundle bundle, ClassifierOptions options, string? json, TextWriter output)
    {
        ProviderParity parity = ProviderParity.Measure(bundle, options);
        if (json is not null)
        {
            StrictJson.Write(json, parity);
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"{options.Precision} on {parity.ExecutionProvider}: top-1 agrees with the CPU on {parity.Agreeing} of {parity.Pictures} pictures; largest logit difference {parity.LargestDifference:g2}, largest logit {parity.LargestLogit:g3}");
        if (options.Precision == ModelBundle.DefaultPrecision && !parity.IsFloat32)
        {
            throw new DeviceException($"{found}: this provider computes wrong results; check its settings and driver, or use --ep cpu");
        }

        output.WriteLine($"ok  {found}");
    }
}
