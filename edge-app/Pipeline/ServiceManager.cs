using System.Globalization;
using System.Net.Sockets;
using System.Text;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Notifies systemd, if it started this process as a service of <c>Type=notify</c>, that the service is ready, alive or
/// stopping. Sends datagrams to the given socket (sd_notify(3), sd_watchdog_enabled(3)). Safe from any thread.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint address;

    private ServiceManager(string path, TimeSpan? watchdog)
    {
        // An @ stands for the zero byte of an abstract address.
        address = new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path);
        Watchdog = watchdog;
    }

    /// <summary>systemd ends the process after this time without <see cref="Alive"/>; null without a watchdog.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The service manager of this process; null if no systemd expects notifications.</summary>
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

    /// <summary>The start succeeded.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={Printable.Of(AddressMask.Of(status))}");

    /// <summary>Sets the status line of <c>systemctl status</c>.</summary>
    public void Say(string status) => Send($"STATUS={Printable.Of(AddressMask.Of(status))}");

    /// <summary>The service works; must be sent more often than every <see cref="Watchdog"/>.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>The service is stopping.</summary>
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
            // No listener: systemd acts on a missing message itself.
        }
    }
}
