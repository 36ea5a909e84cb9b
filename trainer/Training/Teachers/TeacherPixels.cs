using EdgeResNet.Shared.Contract;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>Resizes the pupil's pictures for a teacher.</summary>
internal static class TeacherPixels
{
    /// <summary>Resizes uint8 pictures <c>(N, C, H, W)</c>, bilinear with antialiasing; pictures of the right size are unchanged.</summary>
    public static Tensor Fit(Tensor images, InputSpec input)
    {
        if (images.shape[2] == input.Height && images.shape[3] == input.Width)
        {
            return images;
        }

        Tensor resized = nn.functional.interpolate(images.to(ScalarType.Float32), size: [input.Height, input.Width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        return resized.round().clamp(0, 255).to(ScalarType.Byte);
    }
}
