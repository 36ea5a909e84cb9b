using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// The systemd that started this process as a service of <c>Type=notify</c>: it is told, in datagrams to the socket that it
/// named, that the service is ready, alive or about to end (sd_notify(3), sd_watchdog_enabled(3)). Any thread may call.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint address;

    private ServiceManager(string path, TimeSpan? watchdog)
    {
        // An @ stands for the zero byte that abstract addresses begin with.
        address = new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path);
        Watchdog = watchdog;
    }

    /// <summary>How long it waits for <see cref="Alive"/> before it ends the process; absent when it does not.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The one that started this process; null when none asks to be told.</summary>
    public static ServiceManager? FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="FromEnvironment"/>, with <paramref name="variable"/> as the environment.</summary>
    public static ServiceManager? From(Func<string, string?> variable)
    {
        string? path = variable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path) || path[0] is not ('/' or '@'))
        {
            return null;
        }

        bool asked = long.TryParse(variable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0;
        string? process = variable("WATCHDOG_PID");
        bool ours = process is null || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new ServiceManager(path, asked && ours ? TimeSpan.FromMicroseconds(microseconds) : null);
    }

    /// <summary>All that can fail at the start has not.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>A line for <c>systemctl status</c>.</summary>
    public void Say(string status) => Send($"STATUS={status}");

    /// <summary>The service does its work; to be said more often than every <see cref="Watchdog"/>.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>The service is about to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    public void Dispose() => socket.Dispose();

    private void Send(string message)
    {
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(message), address);
        }
        catch (SocketException)
        {
            // Nobody listens. Whoever waits for the message acts when it does not come; there is nobody else to tell.
        }
    }
}
