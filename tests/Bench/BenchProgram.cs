using System.CommandLine;
using System.Text.Json;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests.Bench;

/// <summary><c>bench</c> in this process, from its command line to its exit code.</summary>
internal static class BenchProgram
{
    /// <summary>Runs it on the CPU with one thread.</summary>
    public static (int Code, string Output, string Errors) Run(string model, params string[] more)
    {
        StringWriter output = new();
        StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { BenchVerb.Create() }, ["bench", "--model", model, "--ep", "cpu", .. more], output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>Reads a JSON file that it wrote.</summary>
    public static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}
