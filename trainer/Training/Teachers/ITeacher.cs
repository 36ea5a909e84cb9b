using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>
/// A teacher in distillation (Hinton, Vinyals and Dean, 2015). It sees the pupil's augmented and mixed pictures (Beyer et al., 2022),
/// resized if its input has another size.
/// </summary>
internal interface ITeacher : IDisposable
{
    /// <summary>Logits, float32 <c>(N, K)</c>, for a batch of uint8 pictures <c>(N, C, H, W)</c>, on the pictures' device.</summary>
    Tensor Logits(Tensor images);
}
