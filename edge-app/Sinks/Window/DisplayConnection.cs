using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Sinks.Window;

/// <summary>The one connection of this process to an X server.</summary>
internal static unsafe partial class DisplayConnection
{
    private static volatile bool gone;

    /// <summary>Whether the server has gone away.</summary>
    public static bool IsGone => gone;

    /// <summary>
    /// Without this GTK ends the process when the server goes away; Xlib does so too when the function that it calls then comes back
    /// (XSetIOErrorHandler(3)). The thread that found out sleeps until the process ends. To be called after GTK has set its own function.
    /// </summary>
    public static void OutliveServer()
    {
        try
        {
            _ = SetHandler(&Lost);
        }
        catch (DllNotFoundException)
        {
            // no Xlib, no X server
        }
    }

    /// <summary>Ends the process without what libraries do at its end, if the server has gone: GTK would take its windows off the screen and wait for ever for the thread that sleeps.</summary>
    public static void EndProcessIfGone(int code)
    {
        if (gone)
        {
            ProcessEnd.Now(code);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lost(nint display)
    {
        gone = true;
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    [LibraryImport("libX11.so.6", EntryPoint = "XSetIOErrorHandler")]
    private static partial nint SetHandler(delegate* unmanaged[Cdecl]<nint, int> handler);
}
