using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Shared.Cli;

/// <summary>Runs one verb of a program. Turns its end into the contract's exit code and at most one line on stderr.</summary>
public static class VerbRunner
{
    /// <summary>
    /// Parses <paramref name="args"/> and runs the verb. A verb with an asynchronous action gets a token that Ctrl-C
    /// (and SIGTERM) cancels; it then finishes its work. A second Ctrl-C ends the process at once.
    /// The first Ctrl-C ends a verb with a synchronous action.
    /// </summary>
    /// <param name="root">The verbs.</param>
    /// <param name="args">The command line.</param>
    /// <param name="endWithin">Time limit after the first signal; absent: none.</param>
    /// <returns>The exit code of the contract.</returns>
    public static int Run(RootCommand root, string[] args, TimeSpan? endWithin = null) =>
        Run(root, args, TerminalWriter.Stdout, TerminalWriter.Stderr, endWithin is TimeSpan limit && !OperatingSystem.IsWindows() ? new LastResort(limit) : null);

    internal static int Run(RootCommand root, string[] args, TextWriter output, TextWriter errors, LastResort? lastResort = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        (output, errors) = (TerminalWriter.Over(output), TerminalWriter.Over(errors));
        Option<bool> verbose = new("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };
        root.Add(verbose);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            root.HelpName = "./edgeresnet"; // the launcher started it; a published program has its own name
        }

        GroupedHelp.Use(root);
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return Fail(errors, ExitCode.Usage, $"{Describe(parsed)} (--help lists the options)");
        }

        using CancellationTokenSource interrupted = new();
        try
        {
            int code = Invoke(parsed, new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = errors }, interrupted, lastResort);
            return code == 0 && interrupted.IsCancellationRequested ? (int)ExitCode.Interrupted : code;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // every exception ends here, as an exit code
        catch (Exception e)
#pragma warning restore CA1031
        {
            (ExitCode code, string line) = Describe(e);
            return Fail(errors, code, line, parsed.GetValue(verbose) ? $"\n{e}" : "");
        }
    }

    private static int Invoke(ParseResult parsed, InvocationConfiguration configuration, CancellationTokenSource interrupted, LastResort? lastResort)
    {
        if (parsed.Action is not AsynchronousCommandLineAction)
        {
            return parsed.Invoke(configuration);
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return parsed.InvokeAsync(configuration, interrupted.Token).GetAwaiter().GetResult();

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !interrupted.IsCancellationRequested; // the second signal ends the process
            lastResort?.Begin();
            interrupted.Cancel();
        }
    }

    private static string Describe(ParseResult parsed)
    {
        string? odd = parsed.UnmatchedTokens is [string first, ..] ? first : null;
        ParseError? error = odd is null ? null : parsed.Errors.FirstOrDefault(each => each.Message.Contains($"'{odd}'", StringComparison.Ordinal));
        string? meant = error is null ? null : NearestName.Of(odd!, Known(parsed.CommandResult));
        return Describe(error ?? parsed.Errors[0]).TrimEnd('.') + (meant is null ? "" : $"; did you mean {meant}?");
    }

    // All names that may stand here: verbs and options, and those of the programs above that hold everywhere.
    private static IEnumerable<string> Known(CommandResult? result)
    {
        for (bool here = true; result is not null; result = result.Parent as CommandResult, here = false)
        {
            IEnumerable<Symbol> symbols = result.Command.Options.Where(option => !option.Hidden && (here || option.Recursive));
            foreach (Symbol symbol in here ? symbols.Concat(result.Command.Subcommands.Where(verb => !verb.Hidden)) : symbols)
            {
                yield return symbol.Name;
            }
        }
    }

    // System.CommandLine's message on one line, with the option's name and without .NET type names.
    private static string Describe(ParseError error)
    {
        string message = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("' '", "', '", StringComparison.Ordinal);
        Option? option = (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult)?.Option;
        int type = message.IndexOf(" as expected type ", StringComparison.Ordinal);
        if (type >= 0)
        {
            message = $"{message[..type]}: expected {Kind(option)}";
        }

        return option is null || message.Contains(option.Name, StringComparison.Ordinal) ? message : $"{option.Name}: {message}";
    }

    private static string Kind(Option? option)
    {
        Type? type = option?.ValueType.GetElementType() ?? option?.ValueType;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) || type == typeof(float) ? "a number"
            : "another value";
    }

    private static (ExitCode Code, string Line) Describe(Exception e)
    {
        if (e is UserException user)
        {
            return (user.Code, user.Message);
        }

        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is DllNotFoundException)
            {
                return (ExitCode.InputNotUsable, $"a native library cannot be loaded: {OneLine(cause.Message)}; run ./edgeresnet setup, or on a device install the packages in the README of its folder");
            }
        }

        return (ExitCode.Unexpected, $"unexpected {e.GetType().Name}: {OneLine(e.Message)} (--verbose shows the stack trace)");
    }

    private static string OneLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    private static int Fail(TextWriter errors, ExitCode code, string line, string trace = "")
    {
        try
        {
            errors.Write($"error: {Printable.Of(line)}{trace}\n"); // a file name may hold a line feed
        }
        catch (IOException)
        {
            // stderr is closed or on a full disk; the exit code is enough
        }

        return (int)code;
    }
}
