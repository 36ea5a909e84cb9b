using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.Tests.Addresses;

public class AddressMaskTest
{
    // Each holds SECRET, which must never be shown.
    private static readonly string[] passwords = ["SECRET", "1234/SECRET", "12/34SECRET", "p@SECRET", "p@ss/SECRET", "SECRET#1", "SECRET?x", "a?SECRET=b", "SECRET:with:colons", "p@ss:w/o#r?d%&+SECRETé", "/SECRET", "@SECRET", "?SECRET", "#SECRET", "SECRET%20x", "SECRET&y", "SECRET;z", "100%SECRET", "a://SECRET", "SECRET@10.0.0.9:80x"];
    private static readonly string[] hosts = ["127.0.0.1", "127.0.0.1:8554", "[::1]:80", "localhost", "cam.example.com:81", "cam.lan"];
    private static readonly string[] rests = ["", "/", "/live", "/a/b.m3u8?channel=1&x=2"];

    public static TheoryData<string> Names => ["password", "pwd", "pass", "PASSWD", "Passwd", "token", "access_token", "key", "apikey", "api-key", "X-Api-Key", "auth", "Authorization", "secret", "client_secret", "signature", "X-Amz-Signature", "sig", "credential", "pass%77ord", "%70wd", "loginpas", "passphrase", "jwt", "stream_key"];

    [Fact]
    public void No_password_is_shown_whatever_it_holds()
    {
        foreach (string scheme in new[] { "rtsp", "http", "https", "mqtt", "rtmp", "srt" })
        {
            foreach ((string password, string host, string rest) in from password in passwords from host in hosts from rest in rests select (password, host, rest))
            {
                string address = $"{scheme}://admin:{password}@{host}{rest}";
                Assert.Equal($"{scheme}://{host}{rest}", AddressMask.OfAddress(address));
                Assert.DoesNotContain("SECRET", AddressMask.Of($"error: source '{address}': cannot be reached"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_secret_of_a_query_is_shown(string name)
    {
        foreach (string address in new[]
        {
            $"http://cam/x?{name}=SECRET", $"http://cam/x?a=1&{name}=SECRET/1?2#3&b=2", $"http://cam/x#{name}=SECRET", $"rtsp://cam/x;{name}=SECRET;b=2", $"rtsp://10.0.0.1:554/user=admin&{name}=SECRET&channel=1.sdp",
            $"http://cam/x?a=1&{name}=b;SECRET", $"http://cam/x?{name}%3DSECRET", $"http://cam/x?url={Uri.EscapeDataString($"http://other/?{name}=SECRET")}", $"http://cam/x?b=1%26{name}%3DSECRET",
        })
        {
            string masked = AddressMask.OfAddress(address);
            Assert.DoesNotContain("SECRET", masked);
            Assert.Contains(AddressMask.Hidden, masked);
            Assert.Equal(masked, AddressMask.OfAddress(masked));
            Assert.DoesNotContain("SECRET", AddressMask.Of($"'{address}': it failed\nonce more: {address}"));
        }
    }

    [Theory]
    [InlineData("http://cam/x?admin:SECRET")]
    [InlineData("http://cam/x?a=1&admin%3ASECRET")]
    [InlineData("http://cam/x?login=admin:SECRET")]
    [InlineData("srt://host:9000?streamid=read:name:admin:SECRET")]
    [InlineData("http://cam/x?url=rtsp://admin:SECRET@other/live")]
    [InlineData("rtsp://host/user=admin_password=SECRET_channel=1_stream=0.sdp")]
    [InlineData("rtsp://admin:SECRET@")]
    [InlineData("rtsp://admin:SECRET@/live")]
    [InlineData("rtsp://admin:SEC RET SECRET@host/live")]
    [InlineData("rtsp:/admin:SECRET@host/live")]
    [InlineData("admin:SECRET@host/live")]
    [InlineData("http//admin:SECRET@host")]
    [InlineData("rtsp://admin:1234/SECRET@cam/x")]
    [InlineData("http://a:SECRET@host:notaport/")]
    public void Nor_one_in_an_odd_place(string address)
    {
        Assert.DoesNotContain("SECRET", AddressMask.OfAddress(address));
        Assert.DoesNotContain("SECRET", AddressMask.Of($"source {address}: no such file"));
    }

    [Fact]
    public void Marks_behind_an_address_stay()
    {
        const string text = "http://cam/x?token=***: cannot be reached ('srt://h:1?streamid=x', rtmp://h/a?key=***); check it";
        Assert.Equal(text, AddressMask.Of(text));
        Assert.Equal(text, AddressMask.Of(text.Replace("***", "SECRET", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/a@b")]
    [InlineData("http://cam/@axis/video")]
    [InlineData("http://192.168.1.7:8080/video?mail=a@b.com")]
    [InlineData("http://[::1]:8080/x?width=640&height=480")]
    [InlineData("rtsp://host:554/cam/realmonitor?channel=1&subtype=0")]
    [InlineData("camera:0?width=640&height=480&fourcc=MJPG")]
    [InlineData("demo:fashion?fps=30&seed=1")]
    [InlineData("C:\\clips\\a.mp4")]
    [InlineData("clips/a@b.mp4")]
    [InlineData("")]
    public void Other_addresses_stay(string address)
    {
        Assert.Equal(address, AddressMask.OfAddress(address));
        Assert.Equal($"{address}: cannot be reached (Connection refused (127.0.0.1:81)); check it", AddressMask.Of($"{address}: cannot be reached (Connection refused (127.0.0.1:81)); check it"));
    }
}
