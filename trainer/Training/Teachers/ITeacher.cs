using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>
/// A model that another one learns from (Hinton, Vinyals and Dean, 2015), which is shown the very pictures, augmented and
/// mixed, that the pupil sees (Beyer et al., 2022), resized where it takes another size.
/// </summary>
internal interface ITeacher : IDisposable
{
    /// <summary>Answers to uint8 pictures <c>(N, C, H, W)</c>, N being the batch: logits, float32 <c>(N, K)</c>, on the pictures' device.</summary>
    Tensor Logits(Tensor images);
}
