using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Report;
using Spectre.Console;

namespace EdgeResNet.Tests.Names;

/// <summary>A name is the same at every place where people read it.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "writers of memory")]
public sealed class PlacesTest
{
    [Theory]
    [MemberData(nameof(NastyNames.Hidden), MemberType = typeof(NastyNames))]
    public void Every_place_shows_the_same_name(string name, string shown)
    {
        Assert.Equal(shown + "\n", Written(output => output.WriteLine(name)));
        Assert.Equal(shown + "\n", Written(output =>
        {
            using ConsoleWriter console = new(output);
            console.WriteLine(name);
            console.Finish(Patience.OfConsole(TestContext.Current.CancellationToken));
        }));
        Assert.Contains($" {shown} ", Written(output =>
        {
            Table table = ConsoleTable.Columns("class");
            table.AddRow(ConsoleTable.Name(name));
            ConsoleTable.Write(table, output);
        }), StringComparison.Ordinal);
        Assert.Equal(shown, WebUtility.HtmlDecode(HtmlPage.Text(name)));
        Svg picture = new(9, 9, name);
        Assert.Equal(shown, XDocument.Parse(picture.ToString()).Descendants().Single(element => element.Name.LocalName == "title").Value);
        Assert.Equal($"STATUS={shown}", Status(name));
        using TextCache texts = new();
        Assert.Equal(texts.Get(shown, TextWeight.Medium, 13).Width, texts.Get(name, TextWeight.Medium, 13).Width);
    }

    [Theory]
    [MemberData(nameof(NastyNames.Markup), MemberType = typeof(NastyNames))]
    public void Markup_of_one_place_is_text_in_all(string name)
    {
        Assert.Equal(name + "\n", Written(output => output.WriteLine(name)));
        Assert.Contains(name.Trim(), Written(output =>
        {
            Table table = ConsoleTable.Columns("class");
            table.AddRow(ConsoleTable.Name(name));
            ConsoleTable.Write(table, output);
        }), StringComparison.Ordinal);
        Assert.Equal(name, WebUtility.HtmlDecode(HtmlPage.Text(name)));
        Assert.DoesNotContain('<', HtmlPage.Text(name));
    }

    private static string Written(Action<TextWriter> write)
    {
        StringWriter memory = new() { NewLine = "\n" };
        write(TerminalWriter.Over(memory));
        return memory.ToString();
    }

    private static string Status(string name)
    {
        using TemporaryFolder folder = new();
        using Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(folder["s"]));
        using ServiceManager service = ServiceManager.From(variable => variable == "NOTIFY_SOCKET" ? folder["s"] : null)!;
        service.Say(name);
        byte[] buffer = new byte[200];
        return Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer));
    }
}
