using System.CommandLine;
using System.Diagnostics;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests.Cli;

public class VerbRunnerTest
{
    public static TheoryData<Func<Exception>, int, string> Failures => new()
    {
        { () => new UsageException("use it well"), 2, "error: use it well\n" },
        { () => new InputException("cat.txt: is no picture"), 3, "error: cat.txt: is no picture\n" },
        { () => new InputException("a\u001b[31m\nb.txt: is no picture"), 3, @"error: a\u001b[31m\u000ab.txt: is no picture" + "\n" },
        { () => new DeviceException("camera:0: is not there"), 4, "error: camera:0: is not there\n" },
        { () => new IOException("No space left on device : '/a/b'"), 3, "error: No space left on device : '/a/b'; check its permissions and the room on its disk\n" },
        { () => new AggregateException(new UnauthorizedAccessException("Access to the path '/a/b' is denied.")), 3, "error: Access to the path '/a/b' is denied.; check its permissions and the room on its disk\n" },
        { () => new AggregateException(new InputException("a: is no picture")), 3, "error: a: is no picture\n" },
        { () => new InvalidOperationException("first\nsecond"), 1, "error: unexpected InvalidOperationException: first (--verbose shows the stack trace)\n" },
        {
            () => new TypeInitializationException("NativeMethods", new DllNotFoundException("libgtk-3.so.0: cannot open shared object file")),
            3,
            "error: a native library cannot be loaded: libgtk-3.so.0: cannot open shared object file; run ./edgeresnet setup, or on a device install the packages in the README of its folder\n"
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_gives_an_exit_code_and_one_line(Func<Exception> failure, int code, string line)
    {
        foreach (bool asynchronous in (bool[])[false, true])
        {
            (int actual, string errors, _) = Run(asynchronous ? Asynchronous(_ => throw failure()) : Synchronous(() => throw failure()), "act");
            Assert.Equal(code, actual);
            Assert.Equal(line, errors);
        }
    }

    [Fact]
    public void Verbose_adds_the_stack_trace_at_any_position()
    {
        foreach (string[] args in (string[][])[["act", "--verbose"], ["--verbose", "act"]])
        {
            (int code, string errors, _) = Run(Synchronous(() => throw new InputException("no")), args);
            Assert.Equal(3, code);
            Assert.StartsWith("error: no\n", errors, StringComparison.Ordinal);
            Assert.Contains(nameof(Verbose_adds_the_stack_trace_at_any_position), errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("jump")]
    [InlineData("act", "--fast")]
    [InlineData("act", "--count", "three")]
    [InlineData("act", "--count")]
    [InlineData]
    public void A_wrong_command_line_is_a_one_line_usage_error(params string[] args)
    {
        (int code, string errors, string output) = Run(Synchronous(() => 0), args);
        Assert.Equal(2, code);
        Assert.StartsWith("error: ", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--count", "three", "Cannot parse argument 'three' for option '--count': expected a whole number")]
    [InlineData("--counts", "three", "Cannot parse argument 'three' for option '--counts': expected a whole number")]
    [InlineData("--share", "much", "Cannot parse argument 'much' for option '--share': expected a number")]
    [InlineData("--kind", "blue", "--kind: Argument 'blue' not recognized. Must be one of: 'red', 'green'")]
    public void A_wrong_value_is_reported_with_its_option_in_plain_words(string option, string value, string message)
    {
        Option<string> kind = new("--kind");
        kind.AcceptOnlyFromAmong("red", "green");
        Command verb = new("act") { new Option<int>("--count"), new Option<int[]>("--counts"), new Option<double?>("--share"), kind };
        verb.SetAction(_ => 0);
        (int code, string errors, _) = Run(new RootCommand("A program.") { verb }, "act", option, value);
        Assert.Equal((2, $"error: {message} (--help lists the options)\n"), (code, errors));
    }

    [Fact]
    public void Help_goes_to_stdout_and_succeeds()
    {
        (int code, string errors, string output) = Run(Synchronous(() => 1), "act", "--help");
        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.Contains("--count", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verbs_own_code_is_kept()
    {
        Assert.Equal(3, Run(Synchronous(() => 3), "act").Code);
        Assert.Equal(0, Run(Synchronous(() => 0), "act").Code);
        Assert.Equal(4, Run(Asynchronous(_ => Task.FromResult(4)), "act").Code);
    }

    [Fact]
    public void A_stop_signal_cancels_the_verb_and_exits_130()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are POSIX's");
        }

        (int code, string errors, _) = Run(Asynchronous(WaitForInterrupt), "act");
        Assert.Equal(130, code);
        Assert.Empty(errors);

        (code, errors, _) = Run(
            Asynchronous(async stop =>
            {
                try
                {
                    return await WaitForInterrupt(stop);
                }
                catch (OperationCanceledException)
                {
                    return 0; // finished what had to be finished
                }
            }),
            "act");
        Assert.Equal(130, code);
        Assert.Empty(errors);

        static async Task<int> WaitForInterrupt(CancellationToken stop)
        {
            // SIGTERM takes the same path as Ctrl-C's SIGINT, which the test runner also handles.
            using Process kill = Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]);
            await kill.WaitForExitAsync(CancellationToken.None);
            return await new TaskCompletionSource<int>().Task.WaitAsync(Eventually.Limit, stop);
        }
    }

    [Fact]
    public async Task A_verb_that_ignores_cancellation_is_ended_with_130()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are POSIX's");
        }

        TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LastResort lastResort = new(TimeSpan.FromMilliseconds(50), code => ended.TrySetResult(code));
        RootCommand root = Asynchronous(async _ =>
        {
            using Process kill = Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]);
            return await ended.Task.WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None); // hangs and hears nothing
        });
        int code = await Task.Run(() => VerbRunner.Run(root, ["act"], TextWriter.Null, TextWriter.Null, lastResort), TestContext.Current.CancellationToken);
        Assert.Equal(130, code);
        Assert.Equal(130, await ended.Task);
    }

    private static RootCommand Synchronous(Func<int> action)
    {
        (RootCommand root, Command verb) = Root();
        verb.SetAction(_ => action());
        return root;
    }

    private static RootCommand Asynchronous(Func<CancellationToken, Task<int>> action)
    {
        (RootCommand root, Command verb) = Root();
        verb.SetAction((_, stop) => action(stop));
        return root;
    }

    private static (RootCommand Root, Command Verb) Root()
    {
        Command verb = new("act") { new Option<int>("--count") };
        return (new RootCommand("A program.") { verb }, verb);
    }

    private static (int Code, string Errors, string Output) Run(RootCommand root, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run(root, args, output, errors);
        return (code, errors.ToString(), output.ToString());
    }
}
