using System.Diagnostics;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Runs a verb of the trainer from another program, through the launcher, which builds the trainer if needed.</summary>
/// <param name="launcher">Path of <c>edgeresnet</c>.</param>
/// <param name="notes">Receives the verb's output; not stdout, which may carry data.</param>
public sealed class TrainerChild(string launcher, TextWriter notes)
{
    /// <summary>Environment variable with the launcher's path.</summary>
    public const string LauncherVariable = "EDGERESNET_LAUNCHER";

    private const string ErrorMark = "error: ";

    /// <summary>Uses the launcher that started this process; null without one, as on a device.</summary>
    public static TrainerChild? FromEnvironment() =>
        Environment.GetEnvironmentVariable(LauncherVariable) is string path && File.Exists(path) ? new TrainerChild(path, TerminalWriter.Stderr) : null;

    /// <summary>Runs a verb to its end.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="UserException">The verb failed, with its message and exit code.</exception>
    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        string? error = null;
        Task output = ForwardAsync(process.StandardOutput, _ => false);
        Task errors = ForwardAsync(process.StandardError, line =>
        {
            error = line.StartsWith(ErrorMark, StringComparison.Ordinal) ? line[ErrorMark.Length..] : error;
            return line.StartsWith(ErrorMark, StringComparison.Ordinal); // reported once, by this process
        });
        try
        {
            await process.WaitForExitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await Task.WhenAll(output, errors).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            string message = error ?? $"./edgeresnet {string.Join(' ', arguments)} ended with exit code {process.ExitCode}; run it by itself to see why";
            throw (ExitCode)process.ExitCode switch
            {
                ExitCode.Usage => new UsageException(message),
                ExitCode.DeviceNotAvailable => new DeviceException(message),
                ExitCode.Interrupted => new OperationCanceledException(message),
                _ => new InputException(message),
            };
        }
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("bash", [launcher, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InputException($"{launcher}: cannot be run, since bash is missing; install it", e);
        }
    }

    private async Task ForwardAsync(StreamReader from, Func<string, bool> keep)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is string line)
        {
            if (!keep(line))
            {
                lock (notes)
                {
                    notes.WriteLine(line);
                }
            }
        }
    }
}
