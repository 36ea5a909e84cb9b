using EdgeResNet.Shared.Pictures;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Decodes the JPEG pictures of a live source, and leaves out and counts those that are not whole. Used by one thread; allocates only for larger pictures than before.</summary>
internal sealed class LiveJpegs
{
    private readonly JpegCheck check = new();

    /// <summary>Number of pictures left out because they were torn, too large, or no JPEG.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The judgement of the last picture.</summary>
    public JpegVerdict Verdict { get; private set; }

    /// <summary>What was wrong with the last one left out.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Decodes a picture (BGR).</summary>
    /// <returns>False if it is left out; <paramref name="picture"/> is then unchanged.</returns>
    public bool Decode(ReadOnlySpan<byte> jpeg, Picture picture)
    {
        Verdict = check.Judge(jpeg);
        if (Verdict is JpegVerdict.Whole or JpegVerdict.NotJudged && picture.DecodeJpeg(check.Mended(jpeg)))
        {
            return true;
        }

        LeftOut++;
        Reason = Verdict switch
        {
            JpegVerdict.NotJpeg => "no JPEG",
            JpegVerdict.TooLarge => PictureLimit.Refusal(check.Width, check.Height),
            JpegVerdict.Torn => check.Reason,
            _ => "it cannot be decoded",
        };
        return false;
    }
}
