using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>
/// Runs a command of the user's for a change, through <c>/bin/sh -c</c>. What is told comes on its stdin as JSON and in variables
/// (<c>EDGERESNET_STATE</c>, <c>_LABEL</c>, <c>_SCORE</c>, <c>_SOURCE</c>, <c>_FRAME</c>, <c>_TIME</c>), never in the text of the command:
/// a label cannot become a command. Its stdout goes to stderr, because stdout may belong to the events.
/// </summary>
/// <param name="command">For the shell.</param>
/// <param name="limit">How long it may take; then it is killed.</param>
internal sealed class CommandHook(string command, TimeSpan limit) : IChangeTarget
{
    public string Name => "on-change-exec";

    public int Attempts => 1; // a command may have done half of its work

    public TimeSpan Limit => limit;

    public DeliveryFailure? Deliver(Change change, CancellationToken stop)
    {
        try
        {
            using Process process = Process.Start(StartInfo(change))!; // null only with a shell of the desktop
            Tell(process, change);
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
        catch (IOException)
        {
            // It does not read its stdin, as many will.
        }
    }

    private DeliveryFailure? Wait(Process process, CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(limit);
        try
        {
            process.WaitForExitAsync(ending.Token).GetAwaiter().GetResult();
            return process.ExitCode == 0 ? null : new DeliveryFailure($"the command ended with {process.ExitCode}", MayPass: false);
        }
        catch (OperationCanceledException)
        {
            string why = stop.IsCancellationRequested ? "still ran when the run ended" : string.Create(CultureInfo.InvariantCulture, $"took more than {limit.TotalSeconds:0.#} s");
            return new DeliveryFailure($"the command {why} and {Kill(process)}", MayPass: false);
        }
    }

    /// <returns>What became of it.</returns>
    private static string Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            return "was killed";
        }
        catch (Exception e) when (e is Win32Exception or AggregateException or InvalidOperationException)
        {
            return $"could not be killed ({e.Message})";
        }
    }

    private ProcessStartInfo StartInfo(Change change)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec 1>&2\n{command}"]) { RedirectStandardInput = true };
        SecretVariables.RemoveFrom(start);
        start.Environment["EDGERESNET_STATE"] = change.State.ToString().ToLowerInvariant();
        start.Environment["EDGERESNET_LABEL"] = change.Label ?? "";
        start.Environment["EDGERESNET_SCORE"] = change.Score?.ToString(CultureInfo.InvariantCulture) ?? "";
        start.Environment["EDGERESNET_SOURCE"] = change.Source;
        start.Environment["EDGERESNET_FRAME"] = change.Frame.ToString(CultureInfo.InvariantCulture);
        start.Environment["EDGERESNET_TIME"] = change.Time.ToString("O", CultureInfo.InvariantCulture);
        return start;
    }
}
