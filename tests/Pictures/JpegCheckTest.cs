using EdgeResNet.Shared.Pictures;

namespace EdgeResNet.Tests.Pictures;

public class JpegCheckTest
{
    private readonly JpegCheck check = new();

    [Theory]
    [InlineData(160, 120, false, false, 0, 90, false)]
    [InlineData(161, 119, false, false, 7, 90, true)]
    [InlineData(17, 33, true, false, 0, 50, false)]
    [InlineData(200, 9, true, false, 1, 100, true)]
    [InlineData(1, 1, false, false, 0, 5, false)]
    [InlineData(160, 120, false, true, 0, 90, false)]
    [InlineData(161, 119, false, true, 7, 50, true)]
    [InlineData(17, 33, true, true, 1, 100, false)]
    [InlineData(1, 1, false, true, 0, 5, false)]
    public void A_whole_picture_is_whole_with_and_without_its_end_marker(int width, int height, bool gray, bool progressive, int restart, int quality, bool optimized)
    {
        byte[] jpeg = SampleJpeg.Encode(width, height, gray, progressive, restart, quality, optimized);
        Assert.Equal((JpegVerdict.Whole, ""), (check.Judge(jpeg), check.Reason));
        Assert.Equal((width, height), (check.Width, check.Height));
        Assert.True(check.Mended(jpeg) == jpeg);
        Assert.Equal((JpegVerdict.Whole, ""), (check.Judge(jpeg.AsSpan(0, jpeg.Length - 2)), check.Reason));
        Assert.Equal(jpeg, check.Mended(jpeg.AsSpan(0, jpeg.Length - 2)));
        Assert.Equal(JpegVerdict.Whole, check.Judge(jpeg.AsSpan(0, jpeg.Length - 1)));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 5)]
    [InlineData(true, 0)]
    [InlineData(true, 5)]
    public void A_picture_without_a_part_of_its_data_is_torn(bool progressive, int restart)
    {
        byte[] jpeg = SampleJpeg.Encode(progressive: progressive, restart: restart);
        foreach (double share in (double[])[0, 0.1, 0.5, 0.9])
        {
            byte[] cut = SampleJpeg.Cut(jpeg, share);
            Assert.Equal(JpegVerdict.Torn, check.Judge(cut));
            Assert.Equal(JpegVerdict.Torn, check.Judge(cut.AsSpan(0, cut.Length - 2)));
            Assert.NotEmpty(check.Reason);
        }

        Assert.Equal(JpegVerdict.Torn, check.Judge(SampleJpeg.WithoutMiddle(jpeg)));
    }

    [Fact]
    public void A_picture_that_is_cut_by_the_next_one_is_torn()
    {
        byte[] jpeg = SampleJpeg.Encode();
        Assert.Equal(JpegVerdict.Torn, check.Judge([.. jpeg[..(jpeg.Length / 2)], .. "\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"u8, .. jpeg]));
        Assert.Equal(JpegVerdict.Torn, check.Judge([.. jpeg[..(jpeg.Length / 2)], .. jpeg]));
    }

    [Fact]
    public void A_missing_part_between_restart_markers_is_torn()
    {
        byte[] jpeg = SampleJpeg.Encode(restart: 10);
        int first = SampleJpeg.Find(jpeg, 0xD0);
        int second = SampleJpeg.Find(jpeg, 0xD1);
        Assert.Equal(JpegVerdict.Torn, check.Judge([.. jpeg[..first], .. jpeg[second..]]));
        Assert.Equal(JpegVerdict.Torn, check.Judge([.. jpeg[..first], .. jpeg[(first + 2)..]]));
    }

    [Fact]
    public void Damaged_codes_are_torn_wherever_they_end()
    {
        byte[] jpeg = SampleJpeg.Encode(width: 320, height: 240);
        int torn = 0;
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. jpeg];
            int start = SampleJpeg.Data(jpeg) + (i * (jpeg.Length - SampleJpeg.Data(jpeg) - 200) / 40);
            for (int place = start; place < start + 100; place++)
            {
                damaged[place] ^= 0x55;
                damaged[place] = damaged[place] == 0xFF ? (byte)0xFE : damaged[place];
            }

            torn += check.Judge(damaged) == JpegVerdict.Torn ? 1 : 0;
        }

        Assert.InRange(torn, 36, 40); // a few errors leave a valid stream with other pixels, which no decoder notices
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0x12, 0x9A })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x20, 0x20, 0x20, 0x20, 0x20, 0x20 })]
    [InlineData(new byte[] { 13, 10, 0x4C, 0x90, 1, 2, 3, 4 })]
    public void Extra_bytes_that_lose_nothing_are_left_out(byte[] extra)
    {
        byte[] jpeg = SampleJpeg.Encode(restart: 12);
        foreach (int place in (int[])[jpeg.Length - 2, SampleJpeg.Find(jpeg, 0xD3), SampleJpeg.Find(jpeg, 0xDB), SampleJpeg.Find(jpeg, 0xDA), 2])
        {
            byte[] padded = SampleJpeg.Insert(jpeg, place, extra);
            Assert.Equal((JpegVerdict.Whole, ""), (check.Judge(padded), check.Reason));
            Assert.Equal(extra[0] == 0xFF ? padded : jpeg, check.Mended(padded)); // fill bytes belong to a marker
        }

        Assert.Equal(JpegVerdict.Whole, check.Judge([.. jpeg, .. extra]));
        Assert.Equal(JpegVerdict.Whole, check.Judge([.. jpeg, .. extra, .. jpeg])); // the first is the picture
    }

    [Fact]
    public void Standard_tables_need_not_be_sent()
    {
        byte[] jpeg = SampleJpeg.Encode();
        while (SampleJpeg.Find(jpeg, 0xC4) is >= 0 and int tables)
        {
            int length = 2 + (jpeg[tables + 2] << 8) + jpeg[tables + 3];
            jpeg = [.. jpeg[..tables], .. jpeg[(tables + length)..]];
        }

        Assert.Equal(JpegVerdict.Whole, check.Judge(jpeg));
        Assert.Equal(JpegVerdict.Torn, check.Judge(SampleJpeg.Cut(jpeg)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_size_above_the_limit_is_refused_by_the_header(bool progressive)
    {
        byte[] bomb = SampleJpeg.Resized(SampleJpeg.Encode(progressive: progressive), 32767, 32767, progressive ? (byte)0xC2 : (byte)0xC0);
        Assert.Equal(JpegVerdict.TooLarge, check.Judge(bomb));
        Assert.Equal((32767, 32767), (check.Width, check.Height));
        Assert.Equal(JpegVerdict.Torn, check.Judge(SampleJpeg.Resized(SampleJpeg.Encode(), 7000, 7000)));
    }

    [Fact]
    public void Other_files_and_other_codings_are_told_apart()
    {
        byte[] jpeg = SampleJpeg.Encode();
        Assert.Equal(JpegVerdict.NotJpeg, check.Judge([]));
        Assert.Equal(JpegVerdict.NotJpeg, check.Judge("<html>"u8));
        Assert.Equal(JpegVerdict.Torn, check.Judge([0xFF, 0xD8]));
        Assert.Equal(JpegVerdict.Torn, check.Judge([0xFF, 0xD8, 0xFF, 0xD9]));
        jpeg[SampleJpeg.Find(jpeg, 0xC0) + 1] = 0xC9; // arithmetic coding
        Assert.Equal(JpegVerdict.NotJudged, check.Judge(jpeg));
    }

    [Fact]
    public void Any_damage_has_a_verdict()
    {
        Random random = new(5);
        byte[][] whole = [SampleJpeg.Encode(48, 40), SampleJpeg.Encode(48, 40, progressive: true, restart: 3), SampleJpeg.Encode(48, 40, gray: true)];
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. whole[i % 3]];
            for (int n = random.Next(1, 6); n > 0; n--)
            {
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            }

            Assert.InRange(check.Judge(damaged.AsSpan(0, random.Next(2, damaged.Length + 1))), JpegVerdict.Whole, JpegVerdict.NotJudged);
        }
    }

    [Fact]
    public void A_stream_of_pictures_allocates_nothing()
    {
        byte[] jpeg = SampleJpeg.Encode(restart: 4);
        byte[] padded = SampleJpeg.Insert(jpeg, jpeg.Length - 2, 0, 0, 0);
        byte[] torn = SampleJpeg.Cut(jpeg);
        Assert.Equal(0, Allocation.OfThousandCalls(_ =>
        {
            check.Judge(jpeg);
            check.Judge(padded);
            check.Judge(torn);
        }));
    }
}
