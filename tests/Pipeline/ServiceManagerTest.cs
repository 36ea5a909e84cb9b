using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Pipeline;

public sealed partial class ServiceManagerTest : IDisposable
{
    private const int Terminate = 15;
    private readonly TemporaryFolder folder = new();
    private readonly Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ServiceManagerTest()
    {
        systemd.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        systemd.ReceiveTimeout = 60_000;
    }

    public void Dispose()
    {
        systemd.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Each_message_is_a_datagram_in_systemds_format()
    {
        using ServiceManager service = From(("NOTIFY_SOCKET", folder["notify"]))!;
        service.Ready("classifying camera:0");
        service.Alive();
        service.Say("source lost: unplugged");
        service.Stopping();
        Assert.Equal(["READY=1\nSTATUS=classifying camera:0", "WATCHDOG=1", "STATUS=source lost: unplugged", "STOPPING=1"], [Receive(), Receive(), Receive(), Receive()]);
    }

    [Fact]
    public void An_abstract_address_begins_with_an_at_sign()
    {
        string name = $"edgeresnet-test-{Guid.NewGuid():N}";
        using Socket listener = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        listener.ReceiveTimeout = 60_000;
        using ServiceManager service = From(("NOTIFY_SOCKET", $"@{name}"))!;
        service.Alive();
        byte[] buffer = new byte[100];
        Assert.Equal("WATCHDOG=1", Encoding.UTF8.GetString(buffer, 0, listener.Receive(buffer)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    public void No_message_is_sent_without_a_valid_address(string? address) => Assert.Null(From(("NOTIFY_SOCKET", address)));

    [Fact]
    public void A_missing_listener_is_no_error()
    {
        using ServiceManager service = From(("NOTIFY_SOCKET", folder["nobody"]))!;
        service.Ready("classifying");
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "self", 30.0)]
    [InlineData("30000000", "1", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_is_active_only_for_this_process(string? microseconds, string? process, double? seconds)
    {
        string? id = process == "self" ? Environment.ProcessId.ToString(CultureInfo.InvariantCulture) : process;
        using ServiceManager service = From(("NOTIFY_SOCKET", folder["notify"]), ("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", id))!;
        Assert.Equal(seconds, service.Watchdog?.TotalSeconds);
    }

    [Fact]
    public async Task Live_reports_ready_alive_and_stopping()
    {
        string bundle = Path.Combine(Command.RepositoryRoot, "models", "fashion-resnet18");
        await using LiveProgram live = LiveProgram.Start(bundle, "demo:fashion?fps=50", [("NOTIFY_SOCKET", folder["notify"]), ("WATCHDOG_USEC", "300000"), ("WATCHDOG_PID", null)]);
        Assert.Equal("READY=1\nSTATUS=classifying demo:fashion?fps=50", Receive());
        Assert.Equal("WATCHDOG=1", Receive());
        Assert.Equal("WATCHDOG=1", Receive());
        Assert.Equal(0, Kill(live.Id, Terminate));
        ReceiveUntil("STOPPING=1");
        Assert.Equal(130, (await live.EndAsync()).ExitCode);
    }

    private void ReceiveUntil(string last)
    {
        string message = Receive();
        while (message != last)
        {
            Assert.Equal("WATCHDOG=1", message);
            message = Receive();
        }
    }

    private static ServiceManager? From(params (string Name, string? Value)[] environment) =>
        ServiceManager.From(name => environment.FirstOrDefault(entry => entry.Name == name).Value);

    private string Receive()
    {
        byte[] buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
