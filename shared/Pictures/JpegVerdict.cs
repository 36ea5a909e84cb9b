namespace EdgeResNet.Shared.Pictures;

/// <summary>What <see cref="JpegCheck"/> found in a file.</summary>
public enum JpegVerdict
{
    /// <summary>All of the picture is there.</summary>
    Whole,

    /// <summary>A part of the picture is missing or damaged.</summary>
    Torn,

    /// <summary>The header announces more than <see cref="PictureLimit"/> allows.</summary>
    TooLarge,

    /// <summary>The file is not a JPEG.</summary>
    NotJpeg,

    /// <summary>A form without Huffman codes or with 12 bits: only a decoder can tell.</summary>
    NotJudged,
}
