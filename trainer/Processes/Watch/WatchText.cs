using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>The line on a lost process.</summary>
internal static class WatchText
{
    /// <summary>Names the process and what to do.</summary>
    public static string Lost(Peer peer, string how) => $"{peer} {how}; the others end too; look for the reason on {peer.Host}, then continue from the last checkpoint with --resume";

    /// <summary>Writes an error as a verb does.</summary>
    public static void Write(string line)
    {
        try
        {
            TerminalWriter.Stderr.Write($"error: {Printable.Of(line)}\n");
        }
        catch (IOException)
        {
            // stderr is closed; the exit code is enough
        }
    }
}
