using System.CommandLine;
using EdgeResNet.Shared.Cli;
using Command = EdgeResNet.Tests.Build.Command;

namespace EdgeResNet.Tests.Cli;

public sealed class OverwriteCheckTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Data, a bundle that is used, one that is not, a film, links to all.</summary>
    public OverwriteCheckTest()
    {
        foreach (string file in (string[])["data/cat/1.png", "used/card.json", "used/model.onnx", "used/samples/images.png", "other/card.json", "other/model.int8.onnx", "other/README.md", "other/notes.txt", "other/samples/labels.json", "film.mp4", "recipe.json", "runs/a/run.json", "runs/a/recipe.json"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            File.WriteAllText(folder[file], "x");
        }

        Directory.CreateSymbolicLink(folder["link"], "data");
        File.CreateSymbolicLink(folder["film-link"], "film.mp4");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--source=film.mp4", "--events=film.mp4", "the source itself")]
    [InlineData("--source=film.mp4?loop=1", "--record=film-link", "the source itself")]
    [InlineData("--source=film.mp4", "--json=film-hard", "the source itself")]
    [InlineData("--source=data/cat/*.png", "--summary=data/cat/1.png", "the source itself")]
    [InlineData("--data=folder:data", "--json=link/cat/1.png", "--data reads")]
    [InlineData("--data=data", "--html=data/cat/1.png", "--data reads")]
    [InlineData("--data=folder:data", "--json=cat-hard", "--data reads")]
    [InlineData("--model=used", "--samples=used/model.onnx", "--model reads")]
    [InlineData("--model=used", "--save=used/samples/images.png", "--model reads")]
    [InlineData("--model=used/model.onnx", "--svg=used/model.onnx", "file of --model")]
    [InlineData("--model=used", "--json=other/card.json", "part of a model's bundle")]
    [InlineData("--model=used", "--events=other/model.int8.onnx", "part of a model's bundle")]
    [InlineData("--model=used", "--safetensors=other/samples/labels.json", "part of a model's bundle")]
    [InlineData("--model=used", "--html=other/README.md", "part of a model's bundle")]
    [InlineData("--recipe=recipe.json", "--json=recipe.json", "file of --recipe")]
    [InlineData("--teacher=used,other", "--json=other/notes.txt", "--teacher reads")]
    [InlineData("--json=a.json", "--html=link/../a.json", "both name")]
    [InlineData("--data=folder:data", "--out=data", "--data reads")]
    [InlineData("--data=folder:data", "--out=data/run", "--data reads")]
    [InlineData("--data=folder:data", "--out=link/deep/run", "--data reads")]
    [InlineData("--data=folder:link/cat", "--out=data", "holds")]
    [InlineData("--data=data", "--out=.", "holds")]
    [InlineData("--source=data/cat", "--collect=data/cat", "--source reads")]
    [InlineData("--source=data/cat", "--maps=data/cat", "--source reads")]
    [InlineData("--model=used", "--maps=used", "--model reads")]
    [InlineData("--model=used", "--out=used", "--model reads")]
    [InlineData("--model=used", "--out=used/run", "--model reads")]
    [InlineData("--pretrained=used/model.onnx", "--out=used", "holds")]
    public void Nothing_that_is_read_is_overwritten(string first, string second, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        Link("film.mp4", "film-hard");
        Link("data/cat/1.png", "cat-hard");
        (int code, string errors) = Act(first, second);
        Assert.Equal(2, code);
        Assert.Matches($"^error: .*{reason}.*\n$", errors);
    }

    [Theory]
    [InlineData("--model=used", "--json=used/report.json")] // nothing is there yet
    [InlineData("--model=used", "--json=other/notes.txt")]
    [InlineData("--data=folder:data", "--out=runs/b")]
    [InlineData("--data=folder:data", "--out=data-run")] // begins like the other's name
    [InlineData("--recipe=runs/a/recipe.json", "--out=runs/a")]
    [InlineData("--source=demo:data", "--out=data")] // a name, not a path
    [InlineData("--source=demo:fashion?fps=30&seed=1", "--summary=film.mp4")] // from an earlier run
    [InlineData("--source=rtsp://[::1]/x?a=*", "--events=film.mp4")]
    [InlineData("--source=data/cat/*.png", "--summary=other/notes.txt")]
    [InlineData("--source=*.png", "--json=film.mp4")] // beside the pictures, but none of them
    [InlineData("--model=used", "--collect=.")] // fills ./inbox alone
    [InlineData("--events=/dev/null", "--summary=/dev/null")]
    [InlineData("--events=-", "--summary=s.json")]
    public void Other_outputs_are_allowed(string first, string second) => Assert.Equal((0, ""), Act(first, second));

    /// <summary>An option that the table does not know could overwrite anything.</summary>
    [Fact]
    public async Task Every_option_that_speaks_of_files_is_known()
    {
        string[] known = [.. PathOptions.Inputs, .. PathOptions.OutputFiles, .. PathOptions.OutputFolders, "--run", "FOLDER"];
        foreach (string program in (string[])["EdgeResNet.Trainer", "EdgeResNet.EdgeApp"])
        {
            foreach (string[] verb in await VerbsOf(program, []))
            {
                foreach (string line in (await Help(program, verb)).Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)))
                {
                    string option = line.Trim().Split(' ')[0];
                    bool writes = line.Contains("Write ", StringComparison.Ordinal) || line.Contains("this file", StringComparison.Ordinal) || line.Contains("this folder", StringComparison.Ordinal);
                    Assert.True(!writes || known.Contains(option), $"{string.Join(' ', verb)}: add {option} to PathOptions ({line.Trim()})");
                }
            }
        }
    }

    private static async Task<List<string[]>> VerbsOf(string program, string[] verb)
    {
        string help = await Help(program, verb);
        int at = help.IndexOf("Commands:", StringComparison.Ordinal);
        if (at < 0)
        {
            return [verb];
        }

        List<string[]> found = [];
        foreach (string line in help[at..].Split('\n').Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)))
        {
            found.AddRange(line.Length > 2 && char.IsLetter(line[2]) ? await VerbsOf(program, [.. verb, line.Trim().Split(' ')[0]]) : []);
        }

        return found;
    }

    private static async Task<string> Help(string program, string[] verb) =>
        (await Command.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. verb, "--help"])).Output;

    private void Link(string file, string name)
    {
        using System.Diagnostics.Process link = System.Diagnostics.Process.Start("ln", [folder[file], folder[name]]);
        link.WaitForExit();
    }

    private (int Code, string Errors) Act(params string[] arguments)
    {
        System.CommandLine.Command act = new("act");
        foreach (string option in PathOptions.Inputs.Concat(PathOptions.OutputFiles).Concat(PathOptions.OutputFolders).Where(name => name.StartsWith('-')))
        {
            act.Add(new Option<string?>(option));
        }

        act.SetAction(_ => 0);
        using StringWriter errors = new();
        string[] full = [.. arguments.Select(Full)];
        return (VerbRunner.Run([act], ["act", .. full], TextWriter.Null, errors), errors.ToString());
    }

    /// <summary>The argument with the test's folder before its paths.</summary>
    private string Full(string argument)
    {
        (string option, string value) = (argument[..argument.IndexOf('=', StringComparison.Ordinal)], argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        string kind = value.StartsWith("folder:", StringComparison.Ordinal) ? "folder:" : "";
        return value.StartsWith('/') || value == "-" || value.StartsWith("demo:", StringComparison.Ordinal)
            ? argument
            : $"{option}={kind}{string.Join(',', value[kind.Length..].Split(',').Select(part => folder[part]))}";
    }
}
