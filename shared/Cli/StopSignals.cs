using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Cli;

/// <summary>
/// Signals that ask this process to stop: SIGINT (Ctrl-C), SIGTERM, and SIGHUP of a terminal that was closed. The first cancels
/// <see cref="Token"/>; a second SIGINT or SIGTERM ends the process at once. What was ignored at the start stays ignored (<c>nohup</c>).
/// </summary>
public sealed class StopSignals : IDisposable
{
    // timeout(1) and some shells send a signal to the process and again to its group.
    private static readonly TimeSpan sameRequest = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource requested = new();
    private readonly Lock gate = new();
    private readonly LastResort? lastResort;
    private readonly PosixSignalRegistration[] registrations;
    private long first;
    private bool nothingToFinish;

    private StopSignals(LastResort? lastResort)
    {
        this.lastResort = lastResort;
        registrations = [.. Heard().Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => requested.Token;

    /// <summary>Listens until the object is disposed.</summary>
    /// <param name="endWithin">Time limit from the first signal to the end of the process.</param>
    public static StopSignals Listen(TimeSpan endWithin) => Listen(OperatingSystem.IsWindows() ? null : new LastResort(endWithin));

    internal static StopSignals Listen(LastResort? lastResort) => new(lastResort);

    /// <summary>From here on the first signal ends the process: nobody hears <see cref="Token"/>, and nothing is left half done.</summary>
    /// <exception cref="OperationCanceledException">A signal came before.</exception>
    public void EndAtOnce()
    {
        lock (gate)
        {
            Token.ThrowIfCancellationRequested();
            nothingToFinish = true;
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        requested.Dispose();
    }

    private static PosixSignal[] Heard() => OperatingSystem.IsWindows()
        ? [PosixSignal.SIGINT, PosixSignal.SIGTERM]
        : [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private void Receive(PosixSignalContext signal)
    {
        lock (gate)
        {
            signal.Cancel = true;
            if (nothingToFinish || IsSecond(signal.Signal))
            {
                End(signal);
                return;
            }

            first = first == 0 ? Stopwatch.GetTimestamp() : first;
        }

        lastResort?.Begin();
        requested.Cancel();
    }

    // A closed terminal sends SIGHUP more than once: through the shell and through the kernel.
    private bool IsSecond(PosixSignal signal) => first != 0 && signal != PosixSignal.SIGHUP && Stopwatch.GetElapsedTime(first) > sameRequest;

    private static void End(PosixSignalContext signal)
    {
        if (OperatingSystem.IsWindows())
        {
            signal.Cancel = false;
        }
        else
        {
            ProcessEnd.Now((int)ExitCode.Interrupted);
        }
    }
}
