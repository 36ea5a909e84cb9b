using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>
/// Runs a user's command for a change, through <c>/bin/sh -c</c>. The change is on its stdin as JSON and in variables
/// (<c>EDGERESNET_STATE</c>, <c>_LABEL</c>, <c>_SCORE</c>, <c>_SOURCE</c>, <c>_FRAME</c>, <c>_TIME</c>). It is never part of the
/// command text, so a label cannot become a command. The command runs in its own process group; its stdout goes
/// to stderr, since stdout may carry events.
/// </summary>
/// <param name="command">Command for the shell.</param>
/// <param name="limit">Time after which the command is killed.</param>
internal sealed partial class CommandHook(string command, TimeSpan limit) : IChangeTarget
{
    private const int Killed = 9; // SIGKILL
    private const int LongestVariable = 8192; // characters

    public string Name => "on-change-exec";

    public int Attempts => 1; // no retry: a command may have done half of its work

    public TimeSpan Limit => limit;

    public DeliveryFailure? Deliver(Change change, CancellationToken stop)
    {
        try
        {
            using Process process = Process.Start(StartInfo(change))!; // null only for documents opened by a desktop
            _ = Task.Factory.StartNew(() => Tell(process, change), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); // a pipe that nobody reads is full after 64 KB
            return Wait(process, stop);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return new DeliveryFailure($"the command did not start ({e.Message})", MayPass: false);
        }
    }

    public void Dispose()
    {
    }

    private static void Tell(Process process, Change change)
    {
        try
        {
            using StreamWriter stdin = process.StandardInput;
            stdin.BaseStream.Write(change.ToJson());
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The command does not read its stdin, as many do not, or has already ended.
        }
    }

    private DeliveryFailure? Wait(Process process, CancellationToken stop)
    {
        string? end = null;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(limit);
        using CancellationTokenRegistration atOnce = stop.Register(() => end = Kill(process)); // on the caller's thread, which waits for this one only briefly
        try
        {
            process.WaitForExitAsync(ending.Token).GetAwaiter().GetResult();
            if (end is null)
            {
                return process.ExitCode == 0 ? null : new DeliveryFailure($"the command ended with {process.ExitCode}", MayPass: false);
            }
        }
        catch (OperationCanceledException)
        {
            end ??= Kill(process);
        }

        string why = stop.IsCancellationRequested ? "still ran when the run ended" : string.Create(CultureInfo.InvariantCulture, $"took more than {limit.TotalSeconds:0.#} s");
        return new DeliveryFailure($"the command {why} and {end}", MayPass: false);
    }

    /// <summary>Kills the command's process group in one call. <see cref="Process.Kill(bool)"/> stops each process first; if this program ends meanwhile, stopped processes remain. Just after its start the command has no group yet.</summary>
    /// <returns>What happened, for the error text.</returns>
    private static string Kill(Process process) =>
        SendSignal(-process.Id, Killed) == 0 || SendSignal(process.Id, Killed) == 0 ? "was killed" : $"could not be killed ({Marshal.GetLastPInvokeErrorMessage()})";

    private ProcessStartInfo StartInfo(Change change)
    {
        ProcessStartInfo start = new("setsid", ["/bin/sh", "-c", $"exec 1>&2\n{command}"]) { RedirectStandardInput = true };
        SecretVariables.RemoveFrom(start);
        Set("STATE", change.State.ToString().ToLowerInvariant());
        Set("LABEL", change.Label ?? "");
        Set("SCORE", change.Score?.ToString(CultureInfo.InvariantCulture) ?? "");
        Set("SOURCE", change.Source);
        Set("FRAME", change.Frame.ToString(CultureInfo.InvariantCulture));
        Set("TIME", change.Time.ToString("O", CultureInfo.InvariantCulture));
        return start;

        // A variable cannot hold NUL and has a limit (128 KB in Linux); the JSON has the whole text.
        void Set(string name, string value)
        {
            value = value.Replace("\0", "", StringComparison.Ordinal);
            start.Environment[$"EDGERESNET_{name}"] = value.Length <= LongestVariable ? value : value[..LongestVariable];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
