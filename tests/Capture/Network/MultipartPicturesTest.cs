using System.Text;
using EdgeResNet.EdgeApp.Capture.Network;

namespace EdgeResNet.Tests.Capture.Network;

public class MultipartPicturesTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Parts_are_read_whole_however_the_network_splits_them(int piece)
    {
        string big = new('x', 300_000); // more than the buffer holds at first
        string stream = $"preamble\r\n--b\r\nContent-Type: image/jpeg\r\ncontent-length: 5\r\n\r\nab\ncd\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n{big}\r\n--b\n\nlast\r\n--b\r\n";
        MultipartPictures parts = new(new PieceStream(Encoding.ASCII.GetBytes(stream), piece));
        Assert.Equal("ab\ncd", Text(parts));
        Assert.Equal(big + "\r\n", Text(parts)); // the line end before a delimiter stays: JPEG ends by itself
        Assert.Equal("last\r\n", Text(parts));
        Assert.Equal("", Text(parts));
    }

    [Theory]
    [InlineData("Content-Length: 3\r\n\r\nabc--b\r\nContent-Length: 3\r\n\r\ndef--b\r\n")] // begins with a part's header, and nothing stands before a delimiter
    [InlineData("\u00ff\u00d8--b\r\nContent-Length: 3\r\n\r\ndef\r\n\u00ff\u00d8--b\r\n")]
    public void A_delimiter_behind_other_bytes_is_found_as_announced(string stream)
    {
        MultipartPictures parts = new(new PieceStream(Encoding.Latin1.GetBytes(stream), 5), "b");
        Assert.Equal("def", Text(parts));
        Assert.Equal("", Text(parts));
    }

    [Fact]
    public void A_truncated_stream_ends()
    {
        MultipartPictures parts = new(new PieceStream("--b\r\nContent-Length: 5\r\n\r\nabc"u8.ToArray(), 3));
        Assert.Equal("", Text(parts));
    }

    [Theory]
    [InlineData("--b\r\nContent-Length: many\r\n\r\nabc")]
    [InlineData("--b\r\nContent-Length: 99999999\r\n\r\nabc")]
    public void A_malformed_stream_is_refused(string stream)
    {
        MultipartPictures parts = new(new PieceStream(Encoding.ASCII.GetBytes(stream), 1000));
        Assert.Throws<InvalidDataException>(() => Text(parts));
        Assert.Throws<InvalidDataException>(() => Text(new MultipartPictures(new PieceStream(new byte[100_000], 1000))));
    }

    private static string Text(MultipartPictures parts) => Encoding.ASCII.GetString(parts.Next());

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);
    }
}
