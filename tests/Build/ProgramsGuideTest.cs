using EdgeResNet.Tests.Answers.Web;
using EdgeResNet.Tests.Inference;
using Markdig;
using Markdig.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace EdgeResNet.Tests.Build;

/// <summary>The lines of C# in <c>docs/programs.md</c> compile and classify.</summary>
public sealed class ProgramsGuideTest : IDisposable
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;";
    private readonly TemporaryFolder folder = new();
    private readonly string program = Path.Combine(AppContext.BaseDirectory, $"guide-{Environment.ProcessId}.dll"); // beside the libraries that it needs

    public void Dispose()
    {
        folder.Dispose();
        File.Delete(program);
    }

    [Fact]
    public async Task The_lines_of_the_guide_classify_a_picture()
    {
        string bundle = TinyModel.WriteBundle(folder["bundle"]);
        File.WriteAllBytes(folder["day.png"], ClassifyHost.Picture(250));
        Compile(Lines());
        string tests = Path.ChangeExtension(typeof(ProgramsGuideTest).Assembly.Location, null);
        CommandResult result = await Command.RunAsync("dotnet", ["exec", "--runtimeconfig", $"{tests}.runtimeconfig.json", "--depsfile", $"{tests}.deps.json", program, bundle, folder["day.png"]]);
        Assert.Equal((0, "bright 100.0 %\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    private static string Lines() =>
        Markdown.Parse(File.ReadAllText(Path.Combine(Command.RepositoryRoot, "docs", "programs.md"))).Descendants<FencedCodeBlock>().Single(block => block.Info == "csharp").Lines.ToString();

    private void Compile(string lines)
    {
        string[] libraries = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "guide",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(lines)],
            libraries.Select(library => MetadataReference.CreateFromFile(library)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        EmitResult result = compilation.Emit(program);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }
}
