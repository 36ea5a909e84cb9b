using System.Collections.Concurrent;
using System.Text;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Tests.Capture.Files;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>User names and passwords reach their server, whatever they hold, and no other.</summary>
public class LoginTest
{
    private const string Basic = "WWW-Authenticate: Basic realm=\"cam\"\r\n";
    private const string Digest = "WWW-Authenticate: Digest realm=\"cam\", qop=\"auth\", nonce=\"abc\", opaque=\"op\"\r\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Passwords => ["plain", "12/34", "1234/5", "p@ss", "p@ss/word", "a?b", "a#b", "a:b", "p@ss:w/o#r?d%&+", "/", "@", "#", "?x=1", "100%"];

    [Theory]
    [InlineData(Basic, "Basic ")]
    [InlineData(Digest, "Digest ")]
    public void A_login_survives_a_redirect_on_the_same_server(string challenge, string kind)
    {
        using ScriptedServer server = new((request, stream) => Camera(request, stream, challenge, "/there"));
        using IFrameSource source = HttpSource.Open(server.Url("here").Replace("://", "://user:secret@", StringComparison.Ordinal), Stop);
        Assert.IsType<MjpegSource>(source);
        Assert.All(server.Logins, login => Assert.StartsWith(kind, login));
        Assert.Equal("GET /there HTTP/1.1", server.Requests.Last());
    }

    [Theory]
    [InlineData("127.0.0.1")] // another port of the same host
    [InlineData("localhost")]
    public void A_login_is_sent_to_no_other_server(string host)
    {
        using ScriptedServer other = new((request, stream) => Camera(request, stream, Basic, redirect: null));
        using ScriptedServer server = new((request, stream) => Camera(request, stream, Basic, other.Url("there", host: host)));
        Assert.Contains("401", Assert.ThrowsAny<DeviceException>(() => HttpSource.Open(server.Url("here").Replace("://", "://user:secret@", StringComparison.Ordinal), Stop)).Message);
        Assert.NotEmpty(server.Logins);
        Assert.NotEmpty(other.Requests);
        Assert.Empty(other.Logins);
    }

    [Theory]
    [InlineData("http://a/", "http://a:80/x", true)]
    [InlineData("http://a/", "http://A/x", true)]
    [InlineData("http://a:81/", "https://a/x", true)]
    [InlineData("http://a/", "http://a:81/", false)]
    [InlineData("https://a/", "http://a/", false)]
    [InlineData("https://a/", "https://a:444/", false)]
    [InlineData("http://a/", "http://a.b/", false)]
    [InlineData("http://a/", "http://b/", false)]
    public void A_login_belongs_to_scheme_host_and_port(string origin, string other, bool reaches) => Assert.Equal(reaches, OriginCredential.MayReceive(new Uri(origin), new Uri(other)));

    [Theory]
    [MemberData(nameof(Passwords))]
    public void A_password_may_hold_any_character(string password)
    {
        using ScriptedServer server = new((request, stream) => Camera(request, stream, Basic, redirect: null));
        string address = server.Url("here").Replace("://", $"://user:{password}@", StringComparison.Ordinal);
        using IFrameSource source = HttpSource.Open(address, Stop);
        Assert.Equal(server.Url("here"), source.Name);
        Assert.Equal($"user:{password}", Encoding.UTF8.GetString(Convert.FromBase64String(server.Logins.Last()["Basic ".Length..])));
    }

    [Fact]
    public void A_password_of_any_characters_reaches_an_RTSP_camera()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        const string password = "p@ss:w/o#r?d%&+";
        ConcurrentQueue<string> logins = new();
        using ScriptedServer server = new((request, stream) => AnswerRtsp(request, stream, logins));
        using FfmpegSource source = FfmpegSource.Open(NetworkAddress.Parse(server.Url("live", "rtsp").Replace("://", $"://user:{password}@", StringComparison.Ordinal)));
        using Frame frame = new();
        DeviceException thrown = Assert.ThrowsAny<DeviceException>(() => source.Read(frame, Stop));
        Assert.Contains($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{password}"))}", logins);
        Assert.DoesNotContain(password, thrown.Message);
        Assert.DoesNotContain(Uri.EscapeDataString(password), thrown.Message);
    }

    private static void Camera(string request, Stream stream, string challenge, string? redirect)
    {
        if (!request.Contains("\nAuthorization:", StringComparison.OrdinalIgnoreCase))
        {
            ScriptedServer.Refuse(stream, "401 Unauthorized", challenge);
        }
        else if (redirect is not null && !request.StartsWith($"GET {redirect} ", StringComparison.Ordinal))
        {
            ScriptedServer.Refuse(stream, "302 Found", $"Location: {redirect}\r\n");
        }
        else
        {
            ScriptedServer.Pictures(stream, 5);
        }
    }

    /// <summary>Asks for a login, and then says that there is no stream.</summary>
    private static void AnswerRtsp(string request, Stream stream, ConcurrentQueue<string> logins)
    {
        using StreamReader reader = new(stream, Encoding.Latin1, leaveOpen: true);
        for (string? line = request; line is not null;)
        {
            string number = line.Split('\n').First(header => header.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase));
            string? login = line.Split('\n').FirstOrDefault(header => header.StartsWith("Authorization: ", StringComparison.OrdinalIgnoreCase));
            bool known = login is not null;
            logins.Enqueue(login?["Authorization: ".Length..] ?? "");
            string answer = line.StartsWith("OPTIONS", StringComparison.Ordinal) ? "200 OK" : known ? "404 Not Found" : "401 Unauthorized";
            ScriptedServer.Write(stream, $"RTSP/1.0 {answer}\r\n{number}\r\n{(answer.StartsWith('4') ? Basic : "")}\r\n");
            StringBuilder next = new();
            while (reader.ReadLine() is { Length: > 0 } header)
            {
                next.Append(header).Append('\n');
            }

            line = next.Length > 0 ? next.ToString() : null;
        }
    }
}
