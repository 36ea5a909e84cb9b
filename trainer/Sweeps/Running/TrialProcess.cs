using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>
/// A trial as a child process. It stops, with a checkpoint, when its stdin ends: also when this process is killed, which no child
/// would otherwise notice.
/// </summary>
internal static class TrialProcess
{
    /// <summary>The verb that trains a trial is that of the sweep.</summary>
    public const string Verb = "sweep";

    /// <summary>The option with the trial's number.</summary>
    public const string TrialOption = "--trial";

    /// <summary>The option of a child that stops with its stdin.</summary>
    public const string AttendedOption = "--attended";

    private const string ErrorMark = "error: ";

    /// <summary>The command that trains a trial of this sweep, without the trial's number: this program, whatever started it.</summary>
    public static IReadOnlyList<string> Command(SweepFolder folder, string device)
    {
        string assembly = typeof(TrialProcess).Assembly.GetName().Name!;
        string beside = Path.Combine(AppContext.BaseDirectory, assembly);
        string executable = Environment.ProcessPath ?? beside;
        string[] program = Path.GetFileNameWithoutExtension(executable) == "dotnet" ? [executable, $"{beside}.dll"] : [beside];
        return [.. program, Verb, "--out", folder.Path, "--device", device, TrialOption];
    }

    /// <summary>Runs a trial to its end.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="number">The trial, from 1.</param>
    /// <param name="device">Value of <c>--device</c>.</param>
    /// <param name="cores">Its share.</param>
    /// <param name="stop">Asks it to stop; it is still waited for.</param>
    /// <returns>Its exit code and last error; null: none.</returns>
    public static async Task<(int Code, string? Error)> RunAsync(SweepFolder folder, int number, string device, int cores, CancellationToken stop)
    {
        IReadOnlyList<string> command = Command(folder, device);
        ProcessStartInfo start = new(command[0], [.. command.Skip(1), number.ToString(CultureInfo.InvariantCulture), AttendedOption])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in CoreShare.Variables(cores))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InputException($"{command[0]}: did not start");
        using CancellationTokenRegistration stopping = stop.Register(process.StandardInput.Close);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        string errors = await process.StandardError.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        string? line = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return (process.ExitCode, line is not null && line.StartsWith(ErrorMark, StringComparison.Ordinal) ? line[ErrorMark.Length..] : line);
    }
}
