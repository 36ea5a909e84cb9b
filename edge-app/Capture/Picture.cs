using OpenCvSharp;
using OpenCvSharp.Internal;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A <see cref="OpenCvSharp.Mat"/> with native proxies, made once. Its calls allocate nothing on the managed heap, unlike the wrapper's, so they may run for every frame.</summary>
internal sealed class Picture : IDisposable
{
    private nint input;
    private nint output;

    /// <summary>An empty picture.</summary>
    public Picture()
        : this(new Mat())
    {
    }

    /// <summary>Takes over <paramref name="mat"/>.</summary>
    public Picture(Mat mat)
    {
        Mat = mat;
        Check(NativeMethods.core_InputArray_new_byMat(Mat.CvPtr, out input));
        Check(NativeMethods.core_OutputArray_new_byMat(Mat.CvPtr, out output));
    }

    /// <summary>The pixels.</summary>
    public Mat Mat { get; }

    /// <summary>Converts this picture's colours into <paramref name="target"/>.</summary>
    public void ConvertColor(Picture target, ColorConversionCodes code) => Check(NativeMethods.imgproc_cvtColor(input, target.output, (int)code, 0));

    /// <summary>Resizes this picture into <paramref name="target"/>.</summary>
    public void Resize(Picture target, Size size, InterpolationFlags interpolation = InterpolationFlags.Linear) => Check(NativeMethods.imgproc_resize(input, target.output, size, 0, 0, (int)interpolation));

    /// <summary>Mirrors this picture into <paramref name="target"/>.</summary>
    public void Flip(Picture target, FlipMode mode) => Check(NativeMethods.core_flip(input, target.output, (int)mode));

    /// <summary>Turns this picture into <paramref name="target"/>.</summary>
    public void Rotate(Picture target, RotateFlags turn) => Check(NativeMethods.core_rotate(input, target.output, (int)turn));

    /// <summary>Maps this picture by the 2×3 matrix <paramref name="map"/> into <paramref name="target"/>; the outside is black.</summary>
    public void WarpAffine(Picture target, Picture map, Size size) => Check(NativeMethods.imgproc_warpAffine(input, target.output, map.input, size, (int)InterpolationFlags.Linear, (int)BorderTypes.Constant, Scalar.Black));

    /// <summary>Writes the saturated sum of this picture and <paramref name="other"/> into <paramref name="target"/>.</summary>
    public void Add(Picture other, Picture target) => Check(NativeMethods.core_add(input, other.input, target.output, 0, -1));

    /// <summary>Writes this picture times <paramref name="factor"/>, as <paramref name="type"/>, into <paramref name="target"/>.</summary>
    public void ConvertTo(Picture target, MatType type, double factor) => Check(NativeMethods.core_Mat_convertTo(Mat.CvPtr, target.output, type, factor, 0));

    /// <summary>Copies one channel into <paramref name="target"/>.</summary>
    public void ExtractChannel(Picture target, int channel) => Check(NativeMethods.core_extractChannel(input, target.output, channel));

    /// <summary>Writes this picture, blurred by a Gaussian of <paramref name="sigma"/> pixels, into <paramref name="target"/>, which may be itself.</summary>
    public void Blur(Picture target, double sigma) => Check(NativeMethods.imgproc_GaussianBlur(input, target.output, default, sigma, 0, BorderTypes.Default));

    /// <summary>Multiplies each channel by its part of <paramref name="factors"/>, saturated, into <paramref name="target"/>.</summary>
    public void Multiply(Picture target, Scalar factors)
    {
        Check(NativeMethods.core_InputArray_new_byScalar(factors, out nint scalar, out nint array));
        try
        {
            Check(NativeMethods.core_multiply(input, array, target.output, 1, -1));
        }
        finally
        {
            Check(NativeMethods.core_InputArray_delete_withScalar(array, scalar));
        }
    }

    /// <summary>Copies this picture into <paramref name="target"/> and extends its edges outwards.</summary>
    public void Extend(Picture target, int top, int bottom, int left, int right) => Check(NativeMethods.core_copyMakeBorder(input, target.output, top, bottom, left, right, (int)BorderTypes.Replicate, Scalar.Black));

    /// <summary>Decodes a JPEG file (BGR).</summary>
    /// <returns>False if it is broken or not a JPEG; the picture is then unchanged.</returns>
    public unsafe bool DecodeJpeg(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            return false;
        }

        nint decoded;
        fixed (byte* bytes = file)
        {
            if (NativeMethods.imgcodecs_imdecode_vector(bytes, file.Length, (int)ImreadModes.Color, out decoded) != ExceptionStatus.NotOccurred)
            {
                return false;
            }
        }

        Check(NativeMethods.core_Mat_empty(decoded, out int empty));
        if (empty == 0)
        {
            Check(NativeMethods.core_Mat_assignTo(decoded, Mat.CvPtr, -1)); // takes over the pixels without a copy
        }

        Check(NativeMethods.core_Mat_delete(decoded));
        return empty == 0;
    }

    public void Dispose()
    {
        if (input == 0)
        {
            return;
        }

        Check(NativeMethods.core_InputArray_delete(input));
        Check(NativeMethods.core_OutputArray_delete(output));
        (input, output) = (0, 0);
        Mat.Dispose();
    }

    private static void Check(ExceptionStatus status) => NativeMethods.HandleException(status);
}
