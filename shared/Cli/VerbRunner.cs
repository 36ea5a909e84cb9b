using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using EdgeResNet.Shared.Addresses;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Shared.Cli;

/// <summary>Runs one verb of a program. Turns its end into the contract's exit code and at most one line on stderr.</summary>
public static class VerbRunner
{
    /// <summary>The option of every verb that shows stack traces.</summary>
    public const string Verbose = "--verbose";

    /// <summary>
    /// Parses <paramref name="args"/> and runs the verb. A verb with an asynchronous action gets the token of <paramref name="signals"/>
    /// and finishes its work; a signal ends a verb with a synchronous action at once. Either way the exit code is that of Ctrl-C.
    /// </summary>
    /// <param name="root">The verbs.</param>
    /// <param name="args">The command line.</param>
    /// <param name="signals">Signals, heard since the program's first line.</param>
    /// <returns>The exit code of the contract.</returns>
    public static int Run(RootCommand root, string[] args, StopSignals signals)
    {
        ClosedTerminal.Tolerate();
        Console.SetOut(new StandardOutput(Console.Out));
        return Run(root, args, TerminalWriter.Stdout, TerminalWriter.Stderr, signals);
    }

    /// <summary>Whether the command line has <c>--verbose</c>.</summary>
    public static bool IsVerbose(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return parsed.GetResult(Verbose) is not null && parsed.GetValue<bool>(Verbose);
    }

    internal static int Run(RootCommand root, string[] args, TextWriter output, TextWriter errors, LastResort? lastResort = null)
    {
        using StopSignals signals = StopSignals.Listen(lastResort);
        return Run(root, args, output, errors, signals);
    }

    private static int Run(RootCommand root, string[] args, TextWriter output, TextWriter errors, StopSignals signals)
    {
        ArgumentNullException.ThrowIfNull(root);
        (TerminalWriter safe, errors) = (TerminalWriter.Over(output), TerminalWriter.Over(errors));
        output = args is [['[', ..], ..] ? safe.Inner : safe; // the answer to a directive, such as completion, is for the shell
        Option<bool> verbose = new(Verbose) { Description = "Show the stack trace of an error, and a table of the classes of --data.", Recursive = true };
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

        try
        {
            if (ReferenceEquals(parsed.Action, parsed.CommandResult.Command.Action))
            {
                OverwriteCheck.Run(parsed); // the verb itself runs, not its help
            }

            int code = Invoke(parsed, new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = errors }, signals);
            return code == 0 && signals.Token.IsCancellationRequested ? (int)ExitCode.Interrupted : code;
        }
        catch (Exception e) when (e is not UserException && signals.Token.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted; // whatever ends after a signal, for example a child that received it too, ends because of it
        }
#pragma warning disable CA1031 // every exception ends here, as an exit code
        catch (Exception e)
#pragma warning restore CA1031
        {
            (ExitCode code, string line) = Describe(e);
            return Fail(errors, signals.Token.IsCancellationRequested ? ExitCode.Interrupted : code, line, parsed.GetValue(verbose) ? $"\n{e}" : "");
        }
    }

    private static int Invoke(ParseResult parsed, InvocationConfiguration configuration, StopSignals signals)
    {
        if (parsed.Action is AsynchronousCommandLineAction)
        {
            signals.Token.ThrowIfCancellationRequested();
            return parsed.InvokeAsync(configuration, signals.Token).GetAwaiter().GetResult();
        }

        signals.EndAtOnce();
        return parsed.Invoke(configuration);
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

    /// <summary>The exit code and the line of an exception.</summary>
    internal static (ExitCode Code, string Line) Describe(Exception e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is UserException inside) // a library wrapped it
            {
                return (inside.Code, inside.Message);
            }

            if (cause is (IOException and not HttpIOException and { InnerException: not SocketException }) or UnauthorizedAccessException) // a file that no one foresaw: the message names it
            {
                return (ExitCode.InputNotUsable, $"{OneLine(cause.Message)}; check its permissions and the room on its disk");
            }

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
            errors.Write($"error: {Printable.Of(AddressMask.Of(line))}{AddressMask.Of(trace)}\n"); // file names may hold line feeds, addresses passwords
        }
        catch (IOException)
        {
            // stderr is closed or on a full disk; the exit code is enough
        }

        return (int)code;
    }
}
