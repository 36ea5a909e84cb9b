using System.ComponentModel;
using System.Diagnostics;
using EdgeResNet.EdgeApp.Sinks.Window;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The browser of the person at this screen.</summary>
internal static class Browser
{
    private const string Opener = "xdg-open";

    /// <summary>Opens an address if there is a screen and a person at a terminal; else does nothing, since the address is printed too.</summary>
    public static void Open(Uri address)
    {
        if (!WindowSink.HasDisplay || !TerminalWriter.Stdout.IsTerminal)
        {
            return;
        }

        try
        {
            using Process? started = Process.Start(new ProcessStartInfo(Opener, [address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            // There is no such program here.
        }
    }
}
