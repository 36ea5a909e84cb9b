using System.Runtime.Versioning;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Gpu;

/// <summary>An unpacked kit whose programs and PyTorch are replaced: a call answers with fixed numbers, fails or hangs.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KitFolder : IDisposable
{
    // By its arguments; FAILS and HANGS are patterns.
    private const string FakeProgram = """
        #!/bin/bash
        arguments=$*
        if [[ -n $HANGS && $arguments =~ $HANGS ]]; then sleep 100 & wait; fi
        if [[ -n $FAILS && $arguments =~ $FAILS ]]; then printf 'a line before\nerror: %s\n' "$WORDS" >&2; exit 4; fi
        while (($#)) && [[ $1 != --json ]]; do shift; done
        case $arguments in
          verify*) echo '{ "pictures": 64, "agreeing": 63, "largest_logit": 9, "largest_difference": 0.00125 }' ;;
          bench*) echo '{ "queries": 20, "latency_ms": { "p50": 0.5, "p90": 0.75, "p99": 1.25 } }' ;;
          throughput*) echo "{ \"img_per_s\": 300, \"path\": \"$LD_LIBRARY_PATH\" }" ;;
        esac >"$2"
        """;

    private const string FakeScript = """
        import sys, json
        latency = {"queries": 20, "latency_ms": {"p50": 1, "p90": 1.5, "p99": 2}}
        json.dump({**latency, "img_per_s": 200}, open(sys.argv[sys.argv.index("--json") + 1], "w"))
        """;

    private const string FakeTorch = """
        __version__ = "2.11.0"
        class version: cuda = None
        class cuda: is_available = staticmethod(lambda: False)
        """;

    private readonly TemporaryFolder folder = new();

    public KitFolder()
    {
        foreach (string program in (string[])["app/EdgeResNet.EdgeApp", "trainer/EdgeResNet.Trainer"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[program])!);
            File.WriteAllText(folder[program], FakeProgram);
            File.SetUnixFileMode(folder[program], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Directory.CreateDirectory(folder["measure"]);
        foreach (string file in Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "tests/gpu/kit"), "*.py"))
        {
            File.Copy(file, folder[$"measure/{Path.GetFileName(file)}"]);
        }

        foreach (string script in (string[])["peer.py", "train_peer.py"])
        {
            File.WriteAllText(folder[$"measure/{script}"], FakeScript);
        }

        Directory.CreateDirectory(folder["models/fashion-resnet18"]);
        File.WriteAllText(folder["models/fashion-resnet18/model.int8.onnx"], "");
        File.WriteAllText(folder["commit"], "0123456789abcdef\n");
        Directory.CreateDirectory(folder["python/lib"]);
        File.WriteAllText(folder["python/torch.py"], FakeTorch);
        File.WriteAllText(folder["python/lib/libtorch.so"], "");
    }

    public string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    /// <summary>Measures, in short counts.</summary>
    public Task<CommandResult> MeasureAsync(string[] options, params (string Name, string? Value)[] environment)
    {
        Assert.SkipUnless(File.Exists(PythonPeer.Program), "python3 is missing");
        return Command.RunAsync(
            PythonPeer.Program,
            [folder["measure/measure.py"], "--quick", "--out", folder["results"], .. options],
            [("PYTHONPATH", folder["python"]), ("PYTHONDONTWRITEBYTECODE", "1"), ("LD_LIBRARY_PATH", null), ("FAILS", ""), ("HANGS", ""), ("WORDS", "out | of memory"), .. environment]);
    }
}
